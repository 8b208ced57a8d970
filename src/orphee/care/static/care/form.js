// The form: rows added and removed, ages, terminology pickers, attachments.
// Everything listens on the document, so that fields that come later (rows, taken answers) work too.
(() => {
  "use strict";
  const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

  // --- rows
  const renumber = (html, name, number) => html.split(`${name}.__n__`).join(`${name}.${number}`)
    .split(`item-${name.replaceAll(".", "-")}-__n__`).join(`item-${name.replaceAll(".", "-")}-${number}`);
  const addRow = (button) => {
    const box = button.closest("[data-rows]");
    const list = box.querySelector(":scope > [data-rows-list]");
    const blank = box.querySelector(":scope > template");
    const name = box.dataset.rows;
    const numbers = [...list.children].map((row) => Number(row.querySelector("input[type=hidden]").name.slice(name.length + 1).split(".")[0]));
    const number = Math.max(-1, ...numbers) + 1;
    list.insertAdjacentHTML("beforeend", renumber(blank.innerHTML, name, number));
    if (window.htmx) window.htmx.process(list.lastElementChild);
    const first = list.lastElementChild.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  };
  const removeRow = (button) => {
    const box = button.closest("[data-rows]");
    button.closest("[data-row]").remove();
    box.querySelector(":scope > [data-rows-add]").focus();
    changed(box.querySelector(":scope > [data-rows-add]"));
  };

  // --- ages: years and months only “at the age of”
  const showAge = (select) => {
    const box = select.closest("[data-age]");
    box.querySelector("[data-age-count]").hidden = select.value !== box.dataset.age;
  };

  // --- pickers: boxes that search (`orphee/combobox.js`); what is taken becomes a chip
  const inputOf = (picker) => picker.querySelector("[role=combobox]");
  const say = (picker, text, isSeen = false) => {
    const line = picker.querySelector("[data-picker-status]");
    line.textContent = text;
    line.classList.toggle("fr-sr-only", !isSeen);
  };
  // What was typed and never chosen is no answer: it is said beside the box, and the form is not sent with it.
  const leftOf = (picker) => picker.querySelector("[data-picker-left]");
  const isCode = (picker) => "pattern" in picker.dataset && new RegExp(`^(?:${picker.dataset.pattern})$`).test(inputOf(picker).value.trim());
  const isLeft = (picker) => inputOf(picker).value.trim() !== "" && !isCode(picker);
  const tellLeft = (picker) => {
    const line = leftOf(picker), input = inputOf(picker);
    if (!line || picker.closest("[data-preview]")) return;
    const field = picker.closest(".o-field"), told = field?.querySelector(".o-field__problems");
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== line.id);
    const wrong = isLeft(picker);
    line.hidden = !wrong;
    line.textContent = wrong ? picker.dataset.left.replace("…", () => input.value.trim()) : "";
    if (told && input.defaultValue) told.hidden = true; // said by the server of the same text: this line follows it
    if (wrong || input.defaultValue) field?.classList.toggle("o-field--error", wrong);
    if (wrong) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    const described = [...others, ...(wrong ? [line.id] : [])].join(" ");
    if (described) input.setAttribute("aria-describedby", described); else input.removeAttribute("aria-describedby");
  };
  const ask = async (picker, typed, list) => {
    const question = new URLSearchParams({ q: typed, systems: picker.dataset.systems, levels: picker.dataset.levels, under: picker.dataset.under ?? "", list: list.id });
    try {
      const response = await fetch(`${picker.dataset.url}?${question}`, { headers: { "X-Requested-With": "fetch" } });
      if (response.redirected || response.status === 401 || response.status === 403) { document.getElementById("session-ended").hidden = false; return null; }
      if (!response.ok) throw new Error(response.status);
      return await response.text();
    } catch { document.dispatchEvent(new Event("htmx:sendError")); return null; }
  };
  // The name of a town goes in its own box, where nobody has written another one.
  const fill = (picker, label) => {
    const box = picker.dataset.fills && inputOf(picker).form.elements.namedItem(picker.dataset.fills);
    if (!box || (box.value.trim() && box.value !== box.dataset.filled)) return;
    box.value = box.dataset.filled = label;
  };
  const take = (picker, option) => {
    const chips = picker.querySelector("[data-picker-chips]"), input = inputOf(picker);
    const { code, label } = option.dataset;
    if ("event" in picker.dataset) { // the page does something with the term itself
      input.value = "";
      tellLeft(picker);
      say(picker, `${label} ${picker.dataset.taken}`);
      picker.dispatchEvent(new CustomEvent("termTaken", { bubbles: true, detail: { code, label } }));
      return;
    }
    if (!("multiple" in picker.dataset)) chips.replaceChildren();
    if (![...chips.querySelectorAll("input")].some((one) => one.value === code)) {
      const chip = document.createElement("li");
      chip.className = "o-chip";
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: picker.dataset.name, value: code });
      const text = document.createElement("span");
      text.append(label, " ", Object.assign(document.createElement("span"), { className: "o-code", textContent: code }));
      const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      remove.setAttribute("data-picker-remove", "");
      remove.setAttribute("aria-label", `${picker.dataset.remove} ${label}`);
      chip.append(hidden, text, remove);
      chips.append(chip);
    }
    input.value = "";
    tellLeft(picker);
    fill(picker, label);
    say(picker, `${label} ${picker.dataset.taken}`);
    changed(input);
  };
  const dropLast = (picker) => [...picker.querySelectorAll("[data-picker-remove]")].pop()?.click();
  window.orpheeComboboxes("[data-picker]", { ask, say, take, typing: (picker) => { if (!isLeft(picker)) tellLeft(picker); }, emptied: dropLast });

  // --- what was said of an answer is no longer said once it is changed
  const settle = (edited) => {
    for (let field = edited.closest(".o-field--error"); field; field = field.parentElement.closest(".o-field--error")) {
      if (field.querySelector("[data-picker-left]:not([hidden])")) continue;
      field.classList.remove("o-field--error");
      field.querySelectorAll(":scope > .o-field__problems").forEach((one) => {
        one.querySelectorAll(".fr-error-text").forEach((text) => text.remove());
        one.hidden = !one.children.length;
      });
      field.querySelectorAll(":scope > [aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
    }
  };
  ["input", "change"].forEach((name) => document.addEventListener(name, (event) => { if (event.target.matches?.("input, select, textarea")) settle(event.target); }));

  // --- attachments: sent at once, so that a draft can name them
  const attach = async (input) => {
    const box = input.closest("[data-attachments]"), form = input.closest("form"), state = box.querySelector("[data-attach-state]");
    if (!box.dataset.url || !input.files.length) return;
    const body = new FormData();
    body.set("_field", box.dataset.name);
    body.set("_file", input.files[0]);
    body.set("_as", form.dataset.as ?? "");
    const token = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice(10) ?? "";
    state.textContent = box.dataset.sending;
    try {
      const response = await fetch(box.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (response.redirected || !response.ok) throw new Error(response.status === 422 ? (await response.json()).problem : box.dataset.failed);
      const list = box.querySelector("[data-files]");
      if (!("multiple" in box.dataset)) list.replaceChildren();
      list.insertAdjacentHTML("beforeend", await response.text());
      state.textContent = "";
    } catch (error) { state.textContent = error instanceof TypeError ? box.dataset.failed : error.message; }
    input.value = "";
    changed(box);
  };
  document.addEventListener("change", (event) => { if (event.target.matches?.("[data-attach]")) attach(event.target); });

  document.addEventListener("click", (event) => {
    const file = event.target.closest("[data-file-remove]");
    if (file) { const box = file.closest("[data-attachments]"); file.closest("li").remove(); box.querySelector("[data-attach]").focus(); return changed(box); }
    const add = event.target.closest("[data-rows-add]");
    if (add) return addRow(add);
    const remove = event.target.closest("[data-rows-remove]");
    if (remove) return removeRow(remove);
    const chip = event.target.closest("[data-picker-remove]");
    if (chip) {
      const picker = chip.closest("[data-picker]");
      say(picker, `${chip.closest("li").querySelector("span").textContent} ${picker.dataset.removed}`);
      chip.closest("li").remove();
      inputOf(picker).focus();
      return changed(inputOf(picker));
    }
  });
  document.addEventListener("keydown", (event) => {
    // Enter in a box does not send the form: a clinician would finish it by accident.
    if (event.key === "Enter" && event.target.matches?.("form[data-form] input")) event.preventDefault();
  });
  document.addEventListener("focusout", (event) => {
    const picker = event.target.closest?.("[data-picker]");
    if (!picker || picker.contains(event.relatedTarget)) return;
    setTimeout(() => { if (!picker.contains(document.activeElement)) { say(picker, ""); tellLeft(picker); } }, 150); // a click on an answer comes first
  });
  document.addEventListener("submit", (event) => {
    if (event.submitter?.value?.startsWith("section:")) return; // kept as a draft, and shown again there
    const left = [...event.target.querySelectorAll("[data-picker]")].filter((picker) => leftOf(picker) && isLeft(picker));
    if (!left.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    left.forEach(tellLeft);
    const field = left[0].closest("[data-field]");
    if (field) field.hidden = false;
    inputOf(left[0]).focus();
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-age-period]")) showAge(event.target);
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-picker]").forEach((picker) => { if (isLeft(picker)) tellLeft(picker); });
    const list = document.getElementById("problem-list");
    if (list && document.querySelector("#messages .fr-alert--warning, #messages .fr-alert--error")) list.focus();
  });
})();
