/*
 * Runs in a page, for `drawnEdges`: its value is how many controls were measured, and those whose edge is faint. Colours are
 * [red, green, blue] from 0 to 255; a ratio is that of WCAG 2.2.
 */
(() => {
  const LEAST = 3;
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (canvas === null) throw new Error('no canvas');

  /** A CSS colour laid over another one: the browser itself mixes them. */
  const over = (css, ground) => {
    canvas.fillStyle = `rgb(${ground.join(' ')})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
  const ground = (element) => {
    if (element === null) return [255, 255, 255];
    return over(getComputedStyle(element).backgroundColor, ground(element.parentElement));
  };
  const luminance = (colour) => {
    const [red = 0, green = 0, blue = 0] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  /** How much an element's border stands out; 1 where none is drawn. */
  const border = (element) => {
    const style = getComputedStyle(element);
    const sides = ['top', 'right', 'bottom', 'left'].filter(
      (side) =>
        style.getPropertyValue(`border-${side}-style`) !== 'none' &&
        Number.parseFloat(style.getPropertyValue(`border-${side}-width`)) > 0,
    );
    const ratios = sides.map((side) => {
      const css = style.getPropertyValue(`border-${side}-color`);
      const isThere = contrast(over(css, [0, 0, 0]), over(css, [255, 255, 255])) < 20;
      return isThere ? contrast(over(css, ground(element)), ground(element.parentElement)) : 1;
    });
    return Math.max(1, ...ratios);
  };
  const edge = (element) =>
    Math.max(border(element), contrast(ground(element), ground(element.parentElement)));
  /** A field's own edge, or that of the box it is laid into without one. */
  const fieldEdge = (element, levels = 2) => {
    const own = edge(element);
    const parent = element.parentElement;
    return own > 1.05 || levels === 0 || parent === null ? own : fieldEdge(parent, levels - 1);
  };
  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return (
      width > 4 && height > 4 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    );
  };

  const measured = [];
  const fields = 'input:not([type="hidden"]), textarea, select, .mantine-Switch-track';
  for (const field of document.querySelectorAll(fields)) {
    const isOff = field.matches(':disabled') || field.parentElement?.querySelector(':disabled') !== null;
    if (isSeen(field) && !isOff) measured.push([field, fieldEdge(field)]);
  }
  for (const button of document.querySelectorAll('button, a.button, a[class*="Button-root"]')) {
    if (!isSeen(button) || button.matches(':disabled, [data-disabled]')) continue;
    const drawn = border(button);
    if (drawn > 1.05) measured.push([button, edge(button)]);
    const sign = button.textContent?.trim() === '' ? button.querySelector('svg') : null;
    if (sign === null) continue;
    measured.push([button, contrast(over(getComputedStyle(sign).color, ground(button)), ground(button))]);
  }
  return {
    count: measured.length,
    faint: measured
      .filter(([, ratio]) => ratio < LEAST)
      .map(([element, ratio]) => `${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 160)}`),
  };
})();
