import type { KeyOrLetter } from './keyboard.ts';

/** Keys that a browser keeps to itself or that the technician's own system takes, to be sent from a menu. */
export const SPECIAL_KEYS: readonly { readonly label: string; readonly keys: readonly KeyOrLetter[] }[] = [
  { label: 'Ctrl + Alt + Del', keys: ['ControlLeft', 'AltLeft', 'Delete'] },
  { label: 'Alt + Tab', keys: ['AltLeft', 'Tab'] },
  { label: 'Alt + F4', keys: ['AltLeft', 'F4'] },
  { label: 'Super (Windows key)', keys: ['MetaLeft'] },
  { label: 'Ctrl + W', keys: ['ControlLeft', { letter: 'w' }] },
  { label: 'Ctrl + T', keys: ['ControlLeft', { letter: 't' }] },
  { label: 'Ctrl + N', keys: ['ControlLeft', { letter: 'n' }] },
  { label: 'Ctrl + Tab', keys: ['ControlLeft', 'Tab'] },
  { label: 'Ctrl + Esc', keys: ['ControlLeft', 'Escape'] },
  { label: 'Ctrl + Shift + Esc', keys: ['ControlLeft', 'ShiftLeft', 'Escape'] },
  { label: 'Esc', keys: ['Escape'] },
  { label: 'Print Screen', keys: ['PrintScreen'] },
  { label: 'F1', keys: ['F1'] },
  { label: 'F5', keys: ['F5'] },
  { label: 'F11', keys: ['F11'] },
  { label: 'F12', keys: ['F12'] },
  { label: 'Context menu', keys: ['ContextMenu'] },
];
