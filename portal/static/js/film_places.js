// @ts-check
/**
 * Where a judge was in a film: sealed in the desk's store every few seconds, so that a lost line, a closed tab or a page
 * opened without network costs no searching. Films themselves need the line; their place, marks and notes do not.
 */

const EVERY_SECONDS = 5;
const WORTH_SECONDS = 3;

/** @param {import("./desk.js").Desk} desk @param {string} sheet @param {(seconds: number) => string} spoken */
export function keepPlaces(desk, sheet, spoken) {
  for (const video of document.querySelectorAll("#main [data-noted] video")) {
    if (!(video instanceof HTMLVideoElement)) continue;
    const name = placeName(sheet, video);
    let kept = -1;
    const keep = () => {
      const { currentTime } = video;
      if (video.seeking || currentTime < WORTH_SECONDS) return;
      kept = currentTime;
      void desk.store?.put("place", name, currentTime);
    };
    video.addEventListener("timeupdate", () => { if (Math.abs(video.currentTime - kept) >= EVERY_SECONDS) keep(); });
    video.addEventListener("pause", keep);
    video.addEventListener("ended", () => void desk.store?.drop("place", name));
    void returnTo(desk, video, name, spoken);
  }
}

/** Go on where this device was, unless the film was started meanwhile. @param {import("./desk.js").Desk} desk @param {HTMLVideoElement} video @param {string} name @param {(seconds: number) => string} spoken */
async function returnTo(desk, video, name, spoken) {
  const seconds = Number(await desk.store?.get("place", name));
  if (!(seconds >= WORTH_SECONDS)) return;
  const go = () => {
    if (video.currentTime >= 1 || seconds >= video.duration) return;
    video.currentTime = seconds;
    const said = video.closest("[data-player]")?.querySelector("[data-player-said]");
    if (!said) return;
    said.classList.remove("visually-hidden");
    said.textContent = (desk.words.textFilmBack ?? "").replace("{time}", spoken(seconds));
  };
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) go();
  else video.addEventListener("loadedmetadata", go, { once: true });
}

/** @param {string} sheet @param {Element} within @returns {string} the name under which the place lies in the store */
export function placeName(sheet, within) {
  return `${sheet}/${/** @type {HTMLElement | null} */ (within.closest("[data-noted]"))?.dataset.noted ?? ""}`;
}
