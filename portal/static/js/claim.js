// @ts-check
/**
 * Keeps a claim alive while the page is open: [data-claim=url] is posted to when half of the time that is left has
 * passed. 200 {until} renews it; 409 says that it is lost. Times are the server's.
 */

/** @param {HTMLElement} place */
function hold(place) {
  const url = place.dataset.claim ?? "";
  let offset = Date.parse(place.dataset.claimNow ?? "") - Date.now();
  let until = Date.parse(place.dataset.claimUntil ?? "");
  let failures = 0;

  const left = () => until - (Date.now() + offset);
  const next = () => window.setTimeout(renew, Math.max(5_000, failures ? 10_000 : left() / 2));

  async function renew() {
    try {
      const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" }, redirect: "manual" });
      if (answer.ok) {
        until = Date.parse((await answer.json()).until);
        const told = Date.parse(answer.headers.get("Date") ?? "");
        if (!Number.isNaN(told)) offset = told - Date.now();
        failures = 0;
        say("held", { time: hour(until) });
      } else if (answer.status === 409 || answer.status === 404) {
        say("lost", {});
        return;
      } else failures += 1;
    } catch {
      failures += 1;
    }
    if (left() <= 0) { say("lost", {}); return; }
    if (failures) say("offline", {});
    next();
  }

  /**
   * @param {"held" | "lost" | "offline"} state
   * @param {Record<string, string>} facts
   */
  function say(state, facts) {
    const template = { held: place.dataset.textHeld, lost: place.dataset.textLost, offline: place.dataset.textOffline }[state] ?? "";
    place.dataset.state = state;
    const sentence = template.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  if (!Number.isNaN(until) && !Number.isNaN(offset)) next();
}

/** @param {number} at milliseconds */
const hour = (at) =>
  new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Ho_Chi_Minh" });

const csrfToken = () => /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name='csrf-token']"))?.content ?? "";

for (const place of document.querySelectorAll("[data-claim]")) hold(/** @type {HTMLElement} */ (place));
