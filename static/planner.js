"use strict";
// The planner: a chip dragged to another week, or sent there by the arrows. The server says what that costs, and its
// own form saves it. Without this file each chip is a link, and « Déplacer » a page.

const planner = document.querySelector(".planner");
const panel = document.getElementById("move-panel");
const page = document.documentElement.style;
const weeks = [...planner.querySelectorAll("thead th[data-week]")].map((head) => head.dataset.week);
let moving; // { chip, home, from, to }: what is thought of and not saved
let asked = 0;

document.querySelector("[data-with-script]").classList.add("d-lg-block");
for (const chip of planner.querySelectorAll("a[data-move]")) chip.draggable = true;

// A cell may stand for several weeks that went by without a meeting.
const firstWeekOf = (cell) => {
  const before = [...cell.parentElement.cells].slice(1, cell.cellIndex);
  return before.reduce((number, one) => number + one.colSpan, 0);
};
const cellOf = (chip, week) =>
  [...chip.closest("tr").cells].findLast((cell) => cell.cellIndex > 0 && firstWeekOf(cell) <= week);
const weekOf = (chip) => firstWeekOf(chip.closest("td"));

function giveUp() {
  if (!moving) return;
  const { chip, home } = moving;
  moving = undefined;
  asked += 1;
  home.append(chip);
  chip.removeAttribute("data-moving");
  panel.hidden = true;
  panel.replaceChildren();
  page.scrollPaddingBottom = "";
  chip.focus();
}

function think(chip, week) {
  if (moving && moving.chip !== chip) giveUp();
  moving ??= { chip, home: chip.parentElement };
  if (cellOf(chip, week) === moving.home) {
    giveUp();
    return;
  }
  cellOf(chip, week).append(chip);
  chip.setAttribute("data-moving", "");
  chip.focus();
  ask(chip, weeks[week]);
}

async function ask(chip, week) {
  const number = (asked += 1);
  await new Promise((wait) => setTimeout(wait, 150)); // several arrows ask once
  if (number !== asked) return;
  const named = planner.querySelector(`[id][data-move="${chip.dataset.move}"]`); // in the row of its own group
  const back = `${planner.dataset.back}#${named?.id ?? ""}`;
  const address = `${chip.dataset.move}?${new URLSearchParams({ semaine: week, suite: back })}`;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    if (number !== asked) return;
    if (answer.headers.get("Content-Type")?.startsWith("text/html")) show(await answer.text(), chip);
    else location.assign(address);
  } catch {
    if (number === asked) say("Le serveur ne répond pas. Rien n’est changé : réessayez dans un instant.");
  }
}

function show(html, chip) {
  const form = new DOMParser().parseFromString(html, "text/html").getElementById("move");
  if (!form || moving?.chip !== chip) {
    say("Cette réunion ne se déplace plus. Rechargez la page.");
    return;
  }
  form.querySelector("[data-cancel-move]").hidden = false;
  panel.replaceChildren(form);
  htmx.process(form); // another day or hour typed there
  open();
}

function say(words) {
  panel.textContent = words;
  open();
}

// It covers no chip that has the focus, nor one that takes it afterwards.
function open() {
  panel.hidden = false;
  page.scrollPaddingBottom = `${panel.offsetHeight + 32}px`;
  moving?.chip.scrollIntoView({ block: "nearest" });
}

planner.addEventListener("keydown", (event) => {
  const chip = event.target.closest("a[data-move]");
  if (!chip || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    event.preventDefault();
    const week = weekOf(chip) + step;
    if (weeks[week]) think(chip, week);
  } else if (event.key === "Enter" && moving?.chip === chip) {
    event.preventDefault(); // what it costs is read before it is saved
    panel.querySelector("form button")?.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") giveUp();
});
panel.addEventListener("click", (event) => {
  if (event.target.closest("[data-cancel-move]")) giveUp();
});

let dragged;
planner.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("a[data-move]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
planner.addEventListener("dragover", (event) => {
  const cell = event.target.closest("tbody td");
  if (dragged && cell && cell.parentElement === dragged.closest("tr")) event.preventDefault();
});
planner.addEventListener("drop", (event) => {
  const cell = event.target.closest("tbody td");
  if (!dragged || !cell || cell.parentElement !== dragged.closest("tr")) return;
  event.preventDefault();
  think(dragged, firstWeekOf(cell));
});
planner.addEventListener("dragend", () => {
  dragged = undefined;
});
