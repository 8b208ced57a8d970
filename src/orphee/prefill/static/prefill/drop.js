// A place to drop documents: files dropped anywhere on it are those of its field, and are sent at once.
(() => {
  "use strict";
  const zone = (event) => event.target.closest?.("[data-drop]");
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const say = (form, text) => { form.querySelector("[data-drop-state]").textContent = text; };
  document.addEventListener("dragover", (event) => {
    const form = zone(event);
    if (!form || !hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("o-drop--over");
  });
  document.addEventListener("dragleave", (event) => {
    const form = zone(event);
    if (form && !form.contains(event.relatedTarget)) form.classList.remove("o-drop--over");
  });
  document.addEventListener("drop", (event) => {
    const form = zone(event);
    if (!form || !hasFiles(event)) return;
    event.preventDefault();
    form.classList.remove("o-drop--over");
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    form.requestSubmit();
  });
  document.addEventListener("change", (event) => {
    const form = event.target.matches?.("[data-drop] input[type=file]") && zone(event);
    if (form) { const state = form.querySelector("[data-drop-state]"); say(form, event.target.files.length ? `${event.target.files.length} ${state.dataset.chosen}` : ""); }
  });
  document.addEventListener("submit", (event) => {
    const form = zone(event);
    if (form) say(form, form.querySelector("[data-drop-state]").dataset.sending);
  });
})();
