// Keys that work everywhere on the page.

/** Listens to them. */
export function listenToKeys({ chat, composer, sidebar, parameters, newChat, toggleSidebar, chooseSidebar, openPreferences }) {
  const control = {
    k: () => (toggleSidebar(true), sidebar.focusSearch()),
    b: chooseSidebar,
    "/": openPreferences,
  };

  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === "Escape") escape(event);
    else if (command && event.shiftKey && key === "o") act(event, newChat);
    else if (command && !event.shiftKey && !event.altKey && control[key]) act(event, control[key]);
    else if (isText(event)) composer.focus();
  });

  function act(event, deed) {
    event.preventDefault();
    deed();
  }

  function escape(event) {
    if (document.querySelector(":popover-open")) return;
    if (chat.busy) act(event, () => chat.stop());
    else if (parameters.open) act(event, () => parameters.toggle(false));
    else composer.focus();
  }

  /** Who begins to type while nothing has the focus means the message. */
  function isText(event) {
    return event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " " && document.activeElement === document.body;
  }
}
