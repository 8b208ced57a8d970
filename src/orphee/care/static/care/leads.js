// What could it be?: when the list is drawn again, what was open stays open and the keyboard is not lost.
(() => {
  "use strict";
  let opened = [];
  let wasInside = false;
  const list = () => document.getElementById("leads");
  const named = (part) => part.querySelector("summary")?.textContent.trim() ?? "";
  document.addEventListener("htmx:beforeRequest", (event) => { if (list()?.contains(event.target)) wasInside = list().contains(document.activeElement); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "leads") return;
    wasInside = wasInside || list().contains(document.activeElement);
    opened = [...list().querySelectorAll("details[open]")].map(named);
  });
  // The features to look for stand beside the picker: a click there draws them again, and the keyboard stays there.
  let wasBeside = false;
  const beside = () => document.getElementById("leads-next");
  document.addEventListener("htmx:beforeRequest", (event) => { if (beside()?.contains(event.target)) wasBeside = true; });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.target.id !== "leads-next" || !wasBeside) return;
    wasBeside = false;
    if (document.activeElement === document.body) (document.getElementById("leads-next-title") ?? document.getElementById("leads-title")).focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "leads") return;
    for (const part of list().querySelectorAll("details[id]")) part.open = opened.includes(named(part));
    if (wasInside && !list().contains(document.activeElement)) document.getElementById("leads-title").focus();
    wasInside = false;
  });
})();
