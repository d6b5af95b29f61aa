// @ts-check
/**
 * Two versions of a sheet that grew from one: field by field, as people would merge them. Pure.
 */

/** Marks count as equal however they are written (7,50 and 7.5), texts after the server's tidying. @param {string} name @param {string | undefined} text */
export function plain(name, text) {
  const tidy = (text ?? "").replaceAll("\r\n", "\n").normalize("NFC").trim();
  if (!name.startsWith("mark-")) return tidy;
  const dotted = tidy.replace(",", ".");
  return /^\d+(\.\d*)?$/.test(dotted) ? String(Number(dotted)) : dotted;
}

/**
 * @param {Record<string, string>} base what both started from
 * @param {Record<string, string>} mine
 * @param {Record<string, string>} theirs
 * @returns {{ fields: Record<string, string>, conflicts: string[], isNews: boolean }} `fields` has mine where both
 *   changed; those are the conflicts. `isNews`: merged says something that theirs does not.
 */
export function merge(base, mine, theirs) {
  /** @type {Record<string, string>} */
  const fields = {};
  const conflicts = [];
  let isNews = false;
  for (const name of Object.keys(theirs)) {
    const [was, here, there] = [base, mine, theirs].map((one) => plain(name, one[name]));
    const changedHere = name in mine && here !== was;
    fields[name] = changedHere ? mine[name] : theirs[name];
    if (changedHere && here !== there) {
      isNews = true;
      if (there !== was) conflicts.push(name);
    }
  }
  return { fields, conflicts, isNews };
}
