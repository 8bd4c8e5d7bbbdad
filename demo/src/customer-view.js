// Shows the virtual customer's desktop and passes clicks and keys on. Part of the demo only.
const screen = document.getElementById('screen');
const KEYS = {
  Enter: 'Return',
  Backspace: 'BackSpace',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
};

const act = (body) => {
  fetch('act', { method: 'POST', body: JSON.stringify(body) }).catch(() => location.reload());
};
const refresh = () => {
  screen.src = `screen.png?${Date.now()}`;
};

screen.addEventListener('load', () => setTimeout(refresh, 400));
screen.addEventListener('error', () => setTimeout(refresh, 2000));
screen.addEventListener('click', (event) => {
  const scale = screen.naturalWidth / screen.clientWidth;
  act({ type: 'click', x: Math.round(event.offsetX * scale), y: Math.round(event.offsetY * scale) });
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.key === 'Shift') return;
  event.preventDefault();
  if ([...event.key].length === 1) act({ type: 'text', text: event.key });
  else act({ type: 'key', key: KEYS[event.key] ?? event.key });
});
refresh();
