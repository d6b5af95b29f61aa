// How many chữ a text has: the rule of media/essays/counting.py, for the live counter beside a text field.
// Both are proven by tests/files/chu_table.json; the server's figure is the one that counts.

// Spelled out, because what \s means here and what Python splits on differ.
const SPACES = /[\t\n\v\f\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const EMPTY = "\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2800\\u3164\\ufe00-\\ufe0f\\uffa0\\u{e0000}-\\u{e01ef}";
const INVISIBLE = new RegExp(
  `[${EMPTY}\\xad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]`,
  "gu",
);
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * Both figures of a text: `official` counts tokens that hold a letter or a digit, `wordLike` all tokens.
 * @param {string} text in any Unicode form
 * @returns {{official: number, wordLike: number}}
 */
export function count(text) {
  const tokens = text.normalize("NFC").replace(INVISIBLE, "").split(SPACES).filter(Boolean);
  const official = tokens.filter((token) => LETTER_OR_DIGIT.test(token)).length;
  return { official, wordLike: tokens.length };
}
