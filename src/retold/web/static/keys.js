// Keys, as in Miniflux: a letter by itself, never while somebody types, and never with Ctrl, Alt or Meta.
// Whoever speaks to their computer turns them off (WCAG 2.1.4): on this device by the button "Keys" at the foot of the
// page, for their account at /account, which sets data-keys="off" on the body.
(() => {
  "use strict";
  // What can be gone through: entries of these lists that lead somewhere, and whatever else a page marks by data-item.
  const ITEMS =
    "[data-item], main :is(ul.plain, ol.stories, ol.hits, ol.timeline) > li, main table.list > tbody > tr";
  const STORED = "retold-keys";
  const PAUSE = 1500;
  const KEYS = [
    [["j", "n"], "next item", () => step(1)],
    [["k", "p"], "item before", () => step(-1)],
    [["o"], "open it", () => follow(link(current()))],
    [["v"], "open it at its outlet", () => outside((current() ?? document).querySelector("a[rel~=noreferrer]"))],
    [["l"], "next page", () => follow(document.querySelector("a[rel~=next], .older a"))],
    [["h"], "page before", () => follow(document.querySelector("a[rel~=prev]"))],
    [["/"], "search", search],
    [["g b"], "go to the brief", () => go("/")],
    [["g a"], "go to affairs", () => go("/affairs")],
    [["g s"], "go to stories", () => go("/stories")],
    [["g u"], "go to feeds", () => go("/feeds")],
    [["?"], "show these keys", show],
  ];
  const actions = new Map(KEYS.flatMap(([keys, , action]) => keys.map((key) => [key, action])));
  let first = "";
  let pressed = 0;

  const link = (item) => item?.querySelector("a[href]") ?? null;
  const outermost = (item) => {
    const around = item?.parentElement?.closest(ITEMS);
    return around ? outermost(around) : item;
  };
  const current = () => outermost(document.activeElement?.closest(ITEMS)) ?? null;
  const items = () =>
    [...document.querySelectorAll(ITEMS)].filter((one) => outermost(one) === one && link(one)?.checkVisibility());

  function step(by) {
    const all = items();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return;
    link(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function follow(anchor) {
    anchor?.click();
  }

  function outside(anchor) {
    if (anchor) window.open(anchor.href, "_blank", "noopener,noreferrer");
  }

  function go(path) {
    // Only where the frame leads: what somebody may not see has no key either.
    follow(document.querySelector(`.places a[href="${path}"]`));
  }

  function search() {
    const field = document.querySelector("main input[type=search]");
    if (field) field.focus();
    else go("/search");
  }

  function isOn() {
    try {
      return localStorage.getItem(STORED) !== "off";
    } catch {
      return true;
    }
  }

  function made(kind, words = "", attributes = {}) {
    const element = document.createElement(kind);
    element.textContent = words;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  function dialog() {
    const box = made("dialog", "", { id: "keys", "aria-labelledby": "keys-title" });
    const list = made("dl");
    for (const [keys, words] of KEYS) {
      const term = made("dt");
      term.append(...keys.flatMap((key, at) => [...(at ? [" or "] : []), made("kbd", key)]));
      list.append(term, made("dd", words));
    }
    const off = made("label", "", { class: "option" });
    const tick = made("input", "", { type: "checkbox" });
    tick.checked = isOn();
    tick.addEventListener("change", () => {
      try {
        localStorage.setItem(STORED, tick.checked ? "on" : "off");
      } catch {
        tick.checked = true;
      }
    });
    off.append(tick, "Use them on this device");
    const form = made("form", "", { method: "dialog" });
    form.append(off, made("button", "Close", { type: "submit" }));
    box.append(made("h2", "Keys", { id: "keys-title" }), list, form);
    document.body.append(box);
    return box;
  }

  function show() {
    (document.getElementById("keys") ?? dialog()).showModal();
  }

  function types(element) {
    return element instanceof HTMLElement && (element.isContentEditable || element.matches("input, select, textarea"));
  }

  function press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (types(event.target) || document.querySelector("dialog[open]") || !isOn()) return;
    const begun = performance.now() - pressed < PAUSE ? first : "";
    const key = begun ? `${begun} ${event.key}` : event.key;
    first = !begun && event.key === "g" ? "g" : "";
    pressed = performance.now();
    const action = actions.get(key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  if (document.body.dataset.keys === "off") return;
  document.addEventListener("keydown", press);
  const button = made("button", "Keys", { type: "button", "aria-haspopup": "dialog" });
  button.addEventListener("click", show);
  document.querySelector("footer")?.append(button);
})();
