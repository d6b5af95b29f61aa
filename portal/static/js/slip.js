// @ts-check
/** A slip's QR carries the code behind the # of the address, which browsers do not send: put it into its field. */
const code = decodeURIComponent(window.location.hash.slice(1));
const field = document.querySelector('#slip input[name="code"]');
if (code && field instanceof HTMLInputElement) {
  field.value = code;
  history.replaceState(null, "", window.location.pathname);
}
