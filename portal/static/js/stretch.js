// @ts-check
/**
 * Takes the present moment of the film on the page into a field: a button with data-take-moment="id of the field" fills
 * it with minutes, seconds and tenths. Without script one types the moment.
 */

const video = document.querySelector("video");

/** @param {number} seconds */
const written = (seconds) => {
  const tenths = Math.round(seconds * 10);
  const whole = Math.floor(tenths / 10);
  const rest = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const shown = hours ? `${hours}:${String(rest[0]).padStart(2, "0")}` : String(rest[0]);
  return `${shown}:${String(rest[1]).padStart(2, "0")}${tenths % 10 ? `,${tenths % 10}` : ""}`;
};

for (const button of document.querySelectorAll("[data-take-moment]")) {
  if (!video || !(button instanceof HTMLButtonElement)) continue;
  const field = document.getElementById(button.dataset.takeMoment ?? "");
  if (!(field instanceof HTMLInputElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    video.pause();
    field.value = written(video.currentTime);
    field.focus();
  });
}
