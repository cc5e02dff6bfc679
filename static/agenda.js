// A module: its names are its own, app.js has a « keep » too.
// The agenda being written: lengths add up as one types, points move by dragging or with Alt and an arrow.
// Without this file the server adds up, and each point has its two buttons.

// « 15 », « 45 min », « 1h30 », as the server reads them; null when it would refuse.
function minutesIn(said) {
  const text = said.trim();
  if (!text) return 0;
  const found = /^(?:(\d{1,2})\s*h(?:eures?)?)?\s*(\d{1,3})?\s*(?:min(?:utes?)?|mn)?\.?$/i.exec(text);
  if (!found || !(found[1] || found[2])) return null;
  return Number(found[1] || 0) * 60 + Number(found[2] || 0);
}
function inWords(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!hours) return `${rest}\u00a0min`;
  return rest ? `${hours}\u00a0h\u00a0${String(rest).padStart(2, "0")}` : `${hours}\u00a0h`;
}
document.addEventListener("input", (event) => {
  const said = document.querySelector("[data-planned]");
  if (!said || event.target.name !== "minutes") return;
  const typed = minutesIn(event.target.value);
  if (typed === null) return;
  const total = Number(said.dataset.planned) + typed;
  const over = total - Number(said.dataset.length);
  const excess = over > 0 ? `. L’ordre du jour dépasse de ${inWords(over)}` : "";
  said.textContent = total ? `${inWords(total)} sur ${inWords(Number(said.dataset.length))}${excess}` : "";
  said.classList.toggle("text-late", over > 0);
  said.classList.toggle("fw-semibold", over > 0);
  said.classList.toggle("text-soft", over <= 0);
});

const list = () => document.querySelector("ol[data-order]");
const rows = () => [...document.querySelectorAll("[data-point]")];
let dragged;

function number() {
  rows().forEach((row, place, all) => {
    row.querySelector(".num").textContent = place + 1;
    row.querySelector("[value=haut]").disabled = place === 0;
    row.querySelector("[value=bas]").disabled = place === all.length - 1;
  });
}
async function keep() {
  number();
  const body = new URLSearchParams(rows().map((row) => ["point", row.dataset.point]));
  body.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
  const answer = await fetch(list().dataset.order, { method: "POST", body, headers }).catch(() => undefined);
  if (!answer?.ok) location.reload(); // what the server keeps is what is shown
}
function move(row, places) {
  const all = rows();
  const to = all.indexOf(row) + places;
  if (to < 0 || to >= all.length) return;
  if (places < 0) all[to].before(row);
  else all[to].after(row);
  keep();
}
const makeDraggable = () => rows().forEach((row) => { row.draggable = true; });
makeDraggable();
document.addEventListener("htmx:after:swap", makeDraggable);

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-point]");
  dragged?.setAttribute("data-dragged", "");
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest("[data-point]");
  if (!over) return;
  event.preventDefault();
  const half = over.getBoundingClientRect();
  if (event.clientY < half.top + half.height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener("drop", (event) => {
  if (dragged) event.preventDefault();
});
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.removeAttribute("data-dragged");
  dragged = undefined;
  keep();
});
document.addEventListener("keydown", (event) => {
  const row = event.altKey && event.target.closest("[data-point]");
  if (!row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  move(row, event.key === "ArrowUp" ? -1 : 1);
  event.target.focus();
});
// The buttons move without leaving the page.
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".point-moves") || !event.submitter) return;
  event.preventDefault();
  event.stopPropagation();
  move(event.target.closest("[data-point]"), event.submitter.value === "haut" ? -1 : 1);
  (event.submitter.disabled ? event.target.querySelector("button:enabled") : event.submitter)?.focus();
});
