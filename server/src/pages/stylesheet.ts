const DECLARATION = /([\w-]+):\s*([^;{}]*var\(--[^;{}]*);/g;
const VARIABLE = /var\((--[\w-]+)\)/g;

/**
 * A stylesheet as browsers without custom properties (Internet Explorer 11) can read it: before every declaration that
 * uses one stands the same declaration with the value of the light theme. Current browsers take the later one, so they
 * follow the theme.
 * @param css made by ourselves: declarations of the form `name: value;`, variables without a fallback of their own
 * @param tokens a stylesheet whose first declaration of each custom property is the light theme's
 * @throws Error naming a custom property that is not declared
 */
export function withFallbacks(css: string, tokens: string): string {
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of tokens.matchAll(/(--[\w-]+):\s*([^;]+);/g)) {
    if (!values.has(name)) values.set(name, value);
  }
  return css.replace(DECLARATION, (_declaration, property: string, value: string) => {
    const literal = value.replace(VARIABLE, (_use, name: string) => {
      const found = values.get(name);
      if (found === undefined) throw new Error(`${name} is not declared`);
      return found;
    });
    return `${property}: ${literal};\n  ${property}: ${value};`;
  });
}
