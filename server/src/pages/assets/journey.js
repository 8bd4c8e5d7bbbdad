/* Keeps the page at the session's step without reloading it. Old browsers run this too: no newer syntax. */
(function () {
  var PRESENT = { download: 0, downloaded: 1, waiting: 2, active: 2, closed: 3 };
  var EVERY = 2000;
  var root = document.getElementById('journey');
  var button = document.getElementById('copy');
  var preparing = document.querySelector('[data-reload-after]');
  var shown = root ? root.getAttribute('data-step') : 'closed';

  function reload() {
    location.reload();
  }

  function mark(item, state) {
    item.setAttribute('data-state', state);
    if (state === 'now') item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
    item.querySelector('.step-state').textContent = state === 'done' ? 'done' : '';
  }

  function show(step) {
    var present = PRESENT[step];
    var items = document.getElementById('steps').children;
    var panels = root.querySelectorAll('[data-for]');
    var index;
    if (step === shown || present === undefined) return;
    shown = step;
    root.setAttribute('data-step', step);
    for (index = 0; index < items.length; index++) {
      mark(items[index], index < present ? 'done' : index === present ? 'now' : 'later');
    }
    for (index = 0; index < panels.length; index++) {
      panels[index].hidden = panels[index].getAttribute('data-for').split(' ').indexOf(step) < 0;
    }
    document.getElementById('status').textContent = root.getAttribute('data-say-' + step);
  }

  function again() {
    if (shown !== 'closed') setTimeout(poll, EVERY);
  }

  function answered(request) {
    // The session is forgotten: the server has a page that says so.
    if (request.status === 404) {
      reload();
      return;
    }
    if (request.status === 200) {
      try {
        show(JSON.parse(request.responseText).step);
      } catch (_) {
        // Something between here and the server answered in its place; the next answer may be the server's.
      }
    }
    again();
  }

  function poll() {
    var request = new XMLHttpRequest();
    request.open('GET', root.getAttribute('data-status-url'));
    request.setRequestHeader('Accept', 'application/json');
    request.timeout = 10000;
    request.onloadend = function () {
      answered(request);
    };
    request.send();
  }

  function copied() {
    button.textContent = button.getAttribute('data-copied');
  }

  function copySelected() {
    if (document.execCommand('copy')) copied();
  }

  function copyLine() {
    var line = document.getElementById('run-line');
    var range = document.createRange();
    var selection = window.getSelection();
    range.selectNodeContents(line);
    selection.removeAllRanges();
    selection.addRange(range);
    // Without HTTPS there is no clipboard object.
    if (navigator.clipboard) navigator.clipboard.writeText(line.textContent).then(copied, copySelected);
    else copySelected();
  }

  if (button) {
    button.hidden = false;
    button.addEventListener('click', copyLine);
  }
  if (preparing) {
    setTimeout(reload, Number(preparing.getAttribute('data-reload-after')));
  }
  again();
})();
