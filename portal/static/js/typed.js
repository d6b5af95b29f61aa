// @ts-check
/**
 * Counts the chữ of the essay while it is written, by the server's own rule (chu.js), and says how they stand to the
 * limits. Pasting is by text alone: what another program brings along is left out by the field itself.
 */

const WAIT_MS = 250;

/** @typedef {{official: number, wordLike: number}} Count */

/**
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} place
 * @param {(text: string) => Count} count
 */
function watch(field, place, count) {
  const words = place.dataset;
  const minimum = words.minimum ? Number(words.minimum) : -Infinity;
  const maximum = words.maximum ? Number(words.maximum) : Infinity;
  const number = new Intl.NumberFormat(document.documentElement.lang || "vi");
  /** @type {number | undefined} */
  let timer;

  /** @param {number} value how far outside the limits: negative for too few */
  const offBy = (value) => (value < minimum ? value - minimum : value > maximum ? value - maximum : 0);

  /** @param {Count} found */
  function standing(found) {
    const [word, official] = [offBy(found.wordLike), offBy(found.official)];
    if ((word === 0) !== (official === 0)) return words.textBorder ?? "";
    if (word === 0) return minimum === -Infinity && maximum === Infinity ? "" : (words.textInside ?? "");
    return fill((word < 0 ? words.textFew : words.textMany) ?? "", { off: number.format(Math.abs(word)) });
  }

  function show() {
    const found = count(field.value);
    const counted = fill(words.textCount ?? "", {
      word: number.format(found.wordLike),
      official: number.format(found.official),
    });
    const how = standing(found);
    place.textContent = how ? `${counted} · ${how}` : counted;
    place.hidden = false;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(show, WAIT_MS);
  });
  show();
}

/**
 * @param {string} template
 * @param {Record<string, string>} facts
 */
const fill = (template, facts) => template.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);

const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("textarea[data-typed]"));
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-typed-count]"));
if (field && place?.dataset.chu) {
  // The address carries the file's hash, so that an old rule never stays in a browser's cache.
  import(place.dataset.chu).then(({ count }) => watch(field, place, count));
}
