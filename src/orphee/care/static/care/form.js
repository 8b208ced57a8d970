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

  // --- pickers (ARIA combobox with a list)
  const waiting = new WeakMap();
  const listOf = (picker) => picker.querySelector("[role=listbox]");
  const inputOf = (picker) => picker.querySelector("[role=combobox]");
  const say = (picker, text, isSeen = false) => {
    const line = picker.querySelector("[data-picker-status]");
    line.textContent = text;
    line.classList.toggle("fr-sr-only", !isSeen);
  };
  // What was typed and never chosen is no answer: it is said beside the box, and the form is not sent with it.
  const leftOf = (picker) => picker.querySelector("[data-picker-left]");
  const isLeft = (picker) => inputOf(picker).value.trim() !== "";
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
  const close = (picker) => {
    const input = inputOf(picker);
    listOf(picker).hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const select = (picker, option) => {
    picker.querySelectorAll("[role=option]").forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    inputOf(picker).setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const search = async (picker) => {
    const input = inputOf(picker), list = listOf(picker), typed = input.value.trim();
    if (typed.length < 2) { close(picker); say(picker, ""); return; }
    const question = new URLSearchParams({ q: typed, systems: picker.dataset.systems, levels: picker.dataset.levels, under: picker.dataset.under ?? "", list: list.id });
    let html;
    try {
      const response = await fetch(`${picker.dataset.url}?${question}`, { headers: { "X-Requested-With": "fetch" } });
      if (response.redirected || response.status === 401 || response.status === 403) { close(picker); document.getElementById("session-ended").hidden = false; return; }
      if (!response.ok) throw new Error(response.status);
      html = await response.text();
    } catch { document.dispatchEvent(new Event("htmx:sendError")); return; }
    if (input.value.trim() !== typed) return;
    list.innerHTML = html;
    const found = list.querySelectorAll("[role=option]");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    say(picker, found.length ? `${found.length} ${picker.dataset.found}` : picker.dataset.none, found.length === 0);
    if (found.length) select(picker, found[0]);
  };
  const take = (picker, option) => {
    const chips = picker.querySelector("[data-picker-chips]"), input = inputOf(picker);
    const { code, label } = option.dataset;
    if ("event" in picker.dataset) { // the page does something with the term itself
      input.value = "";
      tellLeft(picker);
      close(picker);
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
    close(picker);
    say(picker, `${label} ${picker.dataset.taken}`);
    changed(input);
  };

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
    const option = event.target.closest("[data-picker] [role=option]");
    if (option) { take(option.closest("[data-picker]"), option); inputOf(document.activeElement?.closest?.("[data-picker]") ?? option.closest("[data-picker]") ?? document)?.focus(); return; }
    document.querySelectorAll("[data-picker]").forEach((picker) => { if (!picker.contains(event.target)) close(picker); });
  });
  document.addEventListener("input", (event) => {
    const picker = event.target.closest?.("[data-picker]");
    if (!picker) return;
    event.stopPropagation(); // what is typed in a picker is not an answer yet
    if (!isLeft(picker)) tellLeft(picker);
    clearTimeout(waiting.get(picker));
    waiting.set(picker, setTimeout(() => search(picker), 180));
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("[role=combobox]")) {
      // Enter in a box does not send the form: a clinician would finish it by accident.
      if (event.key === "Enter" && event.target.matches?.("form[data-form] input")) event.preventDefault();
      return;
    }
    const picker = event.target.closest("[data-picker]");
    const options = [...picker.querySelectorAll("[role=option]")];
    const here = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const isOpen = !listOf(picker).hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) { search(picker); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      select(picker, options[(here + step + options.length) % options.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen && here >= 0) take(picker, options[here]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close(picker);
    } else if (event.key === "Backspace" && event.target.value === "") {
      const last = [...picker.querySelectorAll("[data-picker-remove]")].pop();
      if (last) last.click();
    }
  });
  document.addEventListener("focusout", (event) => {
    const picker = event.target.closest?.("[data-picker]");
    if (!picker || picker.contains(event.relatedTarget)) return;
    setTimeout(() => { // a click on an answer comes first
      close(picker);
      if (!picker.contains(document.activeElement)) { say(picker, ""); tellLeft(picker); }
    }, 150);
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
