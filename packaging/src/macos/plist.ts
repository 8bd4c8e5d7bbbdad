/** What a property list can hold here. Bytes become `<data>`. */
export type PlistValue =
  | string
  | number
  | boolean
  | Uint8Array
  | readonly PlistValue[]
  | { readonly [key: string]: PlistValue };

/**
 * An XML property list, as `plutil -convert xml1` writes it: whole numbers as integers, keys in the given order.
 * @throws RangeError for a number that is not whole
 */
export function writePlist(value: PlistValue): string {
  const head =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';
  return `${head}<plist version="1.0">\n${element(value, '')}</plist>\n`;
}

function element(value: PlistValue, indent: string): string {
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>\n`;
  if (typeof value === 'boolean') return `${indent}<${value}/>\n`;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number.`);
    return `${indent}<integer>${value}</integer>\n`;
  }
  if (value instanceof Uint8Array) return `${indent}<data>${Buffer.from(value).toString('base64')}</data>\n`;
  if (isList(value)) {
    const items = value.map((item) => element(item, `${indent}\t`)).join('');
    return `${indent}<array>\n${items}${indent}</array>\n`;
  }
  const items = Object.entries(value).map(
    ([key, item]) => `${indent}\t<key>${escaped(key)}</key>\n${element(item, `${indent}\t`)}`,
  );
  return `${indent}<dict>\n${items.join('')}${indent}</dict>\n`;
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
