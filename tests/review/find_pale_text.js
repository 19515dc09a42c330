// The texts of the page that stand out too little from what is behind them, by the contrast of WCAG 2.2 (1.4.3, AA).
() => {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);

  function luminance(rgb) {
    const [red, green, blue] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  const lay = (above, below, alpha) => below.map((value, place) => above[place] * alpha + value * (1 - alpha));

  function behind(element) {
    if (!element) {
      return [255, 255, 255];
    }
    const [red, green, blue, alpha = 1] = channels(getComputedStyle(element).backgroundColor);
    return alpha === 1 ? [red, green, blue] : lay([red, green, blue], behind(element.parentElement), alpha);
  }

  function contrast(element) {
    const style = getComputedStyle(element);
    const [red, green, blue, alpha = 1] = channels(element instanceof SVGElement ? style.fill : style.color);
    const ground = behind(element);
    const tones = [luminance(lay([red, green, blue], ground, alpha)), luminance(ground)];
    return (Math.max(...tones) + 0.05) / (Math.min(...tones) + 0.05);
  }

  function needed(element) {
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    return size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
  }

  const pale = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const element = texts.currentNode.parentElement;
    const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (text && shown && !element.closest("[disabled], title, style, script, option")) {
      const found = contrast(element);
      if (found < needed(element)) {
        const kind = `${element.localName}.${element.getAttribute("class") ?? ""}`;
        pale.add(`${found.toFixed(1)} ${kind}: ${text.slice(0, 40)}`);
      }
    }
  }
  return [...pale];
}
