// @ts-check
/**
 * Passages of an essay as places: paragraph and sign, both from 0, counted as judging/rules/note_places.py does. Signs
 * are code points. Also draws the marks, and lets a passage be chosen by keyboard.
 */

/** @typedef {[number, number, number, number]} Passage first paragraph, first sign, last paragraph, sign after the last */

const PARAGRAPHS = "h2, h3, h4, p, li, td";

/** A second of a film as one says it: 2:05. @param {number} seconds */
export const spoken = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

/** @param {Element} root @returns {HTMLElement[]} */
export const paragraphsOf = (root) => Array.from(root.querySelectorAll(".essay :is(h2, h3, h4, p, li, td)"));

/** @param {string} text */
const signs = (text) => Array.from(text).length;

/** @param {Element} paragraph @param {Node} node @param {number} offset @returns {number} signs before that point */
function signsBefore(paragraph, node, offset) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return signs(range.toString());
}

/**
 * The place of a selection within a part; what it holds outside of the paragraphs is left out.
 * @param {Element} root @param {Range} range @returns {Passage | null}
 */
export function passageOf(root, range) {
  const whole = paragraphsOf(root);
  const ends = whole.flatMap((paragraph, at) => {
    if (!range.intersectsNode(paragraph)) return [];
    const from = paragraph.contains(range.startContainer) ? signsBefore(paragraph, range.startContainer, range.startOffset) : 0;
    const until = paragraph.contains(range.endContainer) ? signsBefore(paragraph, range.endContainer, range.endOffset) : signs(paragraph.textContent ?? "");
    return until > from ? [{ at, from, until }] : [];
  });
  const [first, last] = [ends.at(0), ends.at(-1)];
  return first && last && range.toString().trim() ? [first.at, first.from, last.at, last.until] : null;
}

/** @param {Element} paragraph @param {number} count @returns {[Node, number]} the point after so many signs */
function pointAfter(paragraph, count) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let left = count;
  /** @type {[Node, number]} */
  let point = [paragraph, 0];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const all = Array.from(node.textContent ?? "");
    point = [node, all.slice(0, left).join("").length];
    if (left <= all.length) return point;
    left -= all.length;
  }
  return point;
}

/** @param {Element} root @param {Passage} passage @returns {Range | null} */
export function rangeOf(root, [first, from, last, until]) {
  const whole = paragraphsOf(root);
  if (!whole[first] || !whole[last]) return null;
  const range = document.createRange();
  range.setStart(...pointAfter(whole[first], from));
  range.setEnd(...pointAfter(whole[last], until));
  return range;
}

/** Take the marks of a part away. @param {Element} root */
export function wipe(root) {
  for (const mark of root.querySelectorAll("mark[data-marks]")) mark.replaceWith(...mark.childNodes);
  root.normalize();
}

/** Put a mark around each piece of text of a passage. @param {Element} root @param {Passage} passage @param {string} id */
export function draw(root, passage, id) {
  const range = rangeOf(root, passage);
  if (!range) return;
  const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  for (let node = walker.currentNode; node; node = /** @type {Node} */ (walker.nextNode())) {
    if (node instanceof Text && range.intersectsNode(node) && node.parentElement?.closest(PARAGRAPHS)) texts.push(node);
  }
  const { startContainer, startOffset, endContainer, endOffset } = range;
  for (const text of texts) {
    const until = text === endContainer ? endOffset : text.length;
    const from = text === startContainer ? startOffset : 0;
    if (until <= from) continue;
    const mark = document.createElement("mark");
    mark.dataset.marks = id;
    mark.className = "note-mark";
    text.splitText(until);
    const piece = text.splitText(from);
    piece.replaceWith(mark);
    mark.append(piece);
  }
}

/**
 * Choosing by keyboard: arrows move by words and paragraphs, with Shift they mark; Home and End go to the ends of the
 * paragraph, Enter takes the passage, Escape leaves.
 * @param {HTMLElement} root @param {{ taken: () => void, left: () => void }} then
 */
export function chooseByKeys(root, then) {
  const whole = paragraphsOf(root);
  const words = whole.flatMap((paragraph, at) =>
    Array.from((paragraph.textContent ?? "").matchAll(/\S+/gu), (found) => ({
      at, from: signs((paragraph.textContent ?? "").slice(0, found.index)), length: signs(found[0]),
    })));
  if (!words.length) return;
  const seen = words.findIndex(({ at }) => whole[at].getBoundingClientRect().bottom > 80);
  let anchor = Math.max(0, seen);
  let end = anchor;

  function show() {
    const [first, last] = [words[Math.min(anchor, end)], words[Math.max(anchor, end)]];
    const range = rangeOf(root, [first.at, first.from, last.at, last.from + last.length]);
    const selection = getSelection();
    if (!range || !selection) return;
    selection.removeAllRanges();
    selection.addRange(range);
    const point = words[end];
    const box = rangeOf(root, [point.at, point.from, point.at, point.from + point.length])?.getBoundingClientRect();
    if (box && (box.top < 80 || box.bottom > innerHeight - 100)) scrollBy({ top: box.top - innerHeight / 2 });
  }

  /** @param {number} to @param {boolean} marks */
  function move(to, marks) {
    end = Math.max(0, Math.min(words.length - 1, to));
    if (!marks) anchor = end;
    show();
  }

  /** The first word of the paragraph so many further. @param {number} step */
  const paragraphFrom = (step) => {
    const places = [...new Set(words.map(({ at }) => at))];
    const wanted = places[places.indexOf(words[end].at) + step];
    return wanted === undefined ? (step > 0 ? words.length - 1 : 0) : words.findIndex(({ at }) => at === wanted);
  };
  const lastHere = () => words.findLastIndex(({ at }) => at === words[end].at);

  /** @param {KeyboardEvent} event */
  function heed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const marks = event.shiftKey;
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowRight: () => move(end + 1, marks), ArrowLeft: () => move(end - 1, marks),
      ArrowDown: () => move(marks && end < lastHere() ? lastHere() : paragraphFrom(1), marks), ArrowUp: () => move(paragraphFrom(-1), marks),
      Home: () => move(words.findIndex(({ at }) => at === words[end].at), marks), End: () => move(lastHere(), marks),
      Enter: () => { leave(); then.taken(); }, Escape: () => { leave(); getSelection()?.removeAllRanges(); then.left(); },
    };
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }
  function leave() {
    root.removeEventListener("keydown", heed);
    root.removeEventListener("blur", leave);
  }
  root.addEventListener("keydown", heed);
  root.addEventListener("blur", leave);
  root.focus({ preventScroll: true });
  show();
}
