// @ts-check
/**
 * Time left until [data-countdown], by the server's clock: data-countdown-now is its time when the page was made,
 * and the device's own clock is used only to count on from there. Shown each second, spoken only at milestones.
 */

const SPOKEN_MINUTES = [48 * 60, 24 * 60, 2 * 60, 60, 30, 15, 5, 1];
const URGENT_SECONDS = 2 * 3600;

/** @param {HTMLElement} place */
function count(place) {
  const until = Date.parse(place.dataset.countdown ?? "");
  const base = Date.parse(place.dataset.countdownNow ?? "");
  const shown = place.querySelector("[data-countdown-left]");
  const spoken = place.querySelector("[data-countdown-said]");
  if (Number.isNaN(until) || Number.isNaN(base) || !shown || !spoken) return;
  const started = performance.now();
  let lastMinute = Infinity;

  function tick() {
    const left = Math.max(0, Math.ceil((until - base - (performance.now() - started)) / 1000));
    const sentence = words(left);
    if (shown && shown.textContent !== sentence) shown.textContent = sentence;
    place.toggleAttribute("data-urgent", left < URGENT_SECONDS);
    const minute = Math.ceil(left / 60);
    if (spoken && minute < lastMinute && (SPOKEN_MINUTES.includes(minute) || left === 0)) spoken.textContent = sentence;
    lastMinute = minute;
    if (left > 0) window.setTimeout(tick, left > 3600 ? 15_000 : 1000);
  }

  /** @param {number} left seconds */
  function words(left) {
    const texts = place.dataset;
    const [days, hours, minutes, seconds] = [Math.floor(left / 86400), Math.floor(left / 3600), Math.floor(left / 60), left % 60];
    if (left === 0) return texts.textOver ?? "";
    if (days > 0) return fill(texts.textDays, { days, hours: hours % 24 });
    if (hours > 0) return fill(texts.textHours, { hours, minutes: minutes % 60 });
    return fill(texts.textMinutes, { minutes, seconds });
  }

  tick();
}

/**
 * @param {string | undefined} template
 * @param {Record<string, number>} facts
 */
const fill = (template, facts) => (template ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));

for (const place of document.querySelectorAll("[data-countdown]")) count(/** @type {HTMLElement} */ (place));
