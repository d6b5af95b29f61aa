// @ts-check
/**
 * Asks again for the fragments [data-poll=url] until one holds [data-poll-done] (or [data-poll-reload], which
 * reloads the page). ETag answers cost nothing; the wait grows while nothing changes, up to 15 seconds.
 *
 * The answer is parsed by XMLHttpRequest as a document: no text is ever turned into markup by hand, which the
 * page's policy (trusted types) would refuse, and scripts in a fragment never run.
 */

const SLOWEST_MS = 15_000;

/** @param {HTMLElement} region */
function watch(region) {
  const url = region.dataset.poll ?? "";
  const first = Number(region.dataset.pollEvery ?? 2) * 1000;
  let wait = first;
  let etag = "";

  const next = () => window.setTimeout(ask, wait * (0.85 + Math.random() * 0.3));
  const slower = () => { wait = Math.min(wait * 1.5, SLOWEST_MS); };

  function ask() {
    if (document.visibilityState === "hidden") {
      document.addEventListener("visibilitychange", ask, { once: true });
      return;
    }
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.setRequestHeader("X-Requested-With", "poll");
    if (etag) request.setRequestHeader("If-None-Match", etag);
    request.timeout = 20_000;
    request.onload = () => heed(request);
    request.onerror = request.ontimeout = () => { stale(true); slower(); next(); };
    request.send();
  }

  /** @param {XMLHttpRequest} request */
  function heed(request) {
    if (request.status === 304) { stale(false); slower(); next(); return; }
    if (request.status !== 200 || !request.responseXML) {
      stale(true);
      slower();
      if (request.status < 400 || request.status >= 429) next();
      return;
    }
    stale(false);
    etag = request.getResponseHeader("ETag") ?? "";
    wait = first;
    const held = document.activeElement;
    const id = held && region.contains(held) ? held.id : "";
    region.replaceChildren(...Array.from(request.responseXML.body.childNodes, (node) => document.adoptNode(node)));
    if (id) document.getElementById(id)?.focus();
    region.dispatchEvent(new CustomEvent("poll:changed", { bubbles: true }));
    if (region.querySelector("[data-poll-reload]")) window.location.reload();
    else if (!region.querySelector("[data-poll-done]")) next();
  }

  /** @param {boolean} is */
  function stale(is) {
    const shown = region.querySelector(".stale");
    if (!is) shown?.remove();
    else if (!shown) {
      const line = document.createElement("p");
      line.className = "stale";
      line.textContent = region.dataset.textStale ?? "";
      region.append(line);
    }
  }

  if (!region.querySelector("[data-poll-done]")) next();
}

for (const region of document.querySelectorAll("[data-poll]")) watch(/** @type {HTMLElement} */ (region));
