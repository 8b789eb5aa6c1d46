// Runs before the page is drawn, so that it does not flash.
(() => {
  const root = document.documentElement;
  const theme = localStorage.getItem("panallama.theme") || "system";
  const size = Number(localStorage.getItem("panallama.size")) || 16;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = localStorage.getItem("panallama.theme") || "system";
    root.dataset.theme = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
  };
  root.dataset.theme = theme;
  root.style.fontSize = `${Math.min(22, Math.max(12, size))}px`;
  if (innerWidth < 800 || localStorage.getItem("panallama.sidebar") === "closed") root.dataset.sidebar = "closed";
  apply();
  dark.addEventListener("change", apply);
})();
