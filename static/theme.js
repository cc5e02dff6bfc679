"use strict";
// Runs before the first paint: light or dark as chosen on this device, else as the device prefers.
const root = document.documentElement;
const darkness = matchMedia("(prefers-color-scheme: dark)");

function chosenTheme() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // a browser that keeps nothing
  }
}

function paint() {
  root.dataset.bsTheme = chosenTheme() ?? (darkness.matches ? "dark" : "light");
}

root.classList.add("js"); // what needs a script shows itself, see .js-only
paint();
darkness.addEventListener("change", paint);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.bsTheme);
  } catch {
    // chosen for this page only
  }
});
