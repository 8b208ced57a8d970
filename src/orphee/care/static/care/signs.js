// Features one at a time: a term that is chosen opens its card; the keyboard goes to it, and back once it is added.
(() => {
  "use strict";
  const search = () => document.getElementById("item-term");
  const card = () => document.getElementById("term");
  document.addEventListener("termTaken", (event) => {
    window.htmx.ajax("POST", event.target.dataset.opens, { target: "#term", swap: "innerHTML", values: { code: event.detail.code } });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "term") card().querySelector("[name=said]:checked")?.focus();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful || !event.target.matches?.("[data-sign-add]")) return;
    card().replaceChildren();
    search().focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && card().contains(event.target)) { card().replaceChildren(); search().focus(); }
    // Enter in the card adds the feature, from whichever of its controls.
    if (event.key === "Enter" && event.target.matches?.("[data-sign-add] input, [data-sign-add] select")) { event.preventDefault(); event.target.form.requestSubmit(); }
  });
  // A row that changed is drawn again: the keyboard stays where it was.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", (event) => { focused = event.target.id === "signs" ? document.activeElement?.id ?? "" : ""; });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "signs" && focused.startsWith("sign-")) document.getElementById(focused)?.focus(); });
})();
