/** An input message that a window got, with Windows' own parameters. */
export interface SeenMessage {
  readonly name: string;
  readonly wParam: number;
  readonly lParam: number;
}
