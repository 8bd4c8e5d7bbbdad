/*
 * Pictures of what macOS shows, drawn for this window: what matters, not how it looks in one version. The words beside them
 * say the same, so they are nothing for screen readers.
 */

/** macOS's question, with the button to click. */
export function PictureOfQuestion({ program }: { program: string }) {
  return (
    <svg class="picture" viewBox="0 0 220 120" aria-hidden="true">
      <rect class="pane" x="34" y="6" width="152" height="108" rx="10" />
      <Mark x={98} y={14} />
      <text class="name" x="110" y="55" text-anchor="middle">
        {program}
      </text>
      <rect class="line" x="56" y="62" width="108" height="4" rx="2" />
      <rect class="line" x="68" y="70" width="84" height="4" rx="2" />
      <rect class="chosen" x="46" y="81" width="128" height="15" rx="5" />
      <text class="on-chosen" x="110" y="91.5" text-anchor="middle">
        Open System Settings
      </text>
      <rect class="line" x="90" y="102" width="40" height="4" rx="2" />
      <Hand x={166} y={94} />
    </svg>
  );
}

/** The list in System Settings, with the switch to turn on. */
export function PictureOfSwitch({ program, page }: { program: string; page: string }) {
  return (
    <svg class="picture" viewBox="0 0 220 120" aria-hidden="true">
      <rect class="pane" x="6" y="6" width="208" height="108" rx="8" />
      <rect class="side" x="6" y="6" width="44" height="108" rx="8" />
      {[24, 36, 48, 60].map((y) => (
        <rect key={y} class="line" x="14" y={y} width="28" height="4" rx="2" />
      ))}
      <text class="small-name" x="58" y="24">
        {page}
      </text>
      <rect class="row" x="58" y="34" width="148" height="30" rx="5" />
      <Mark x={64} y={38} size={22} />
      <text class="small-name" x="92" y="52.5">
        {program}
      </text>
      <rect class="chosen" x="176" y="42" width="24" height="14" rx="7" />
      <circle class="knob" cx="193" cy="49" r="5.5" />
      <rect class="row" x="58" y="70" width="148" height="30" rx="5" />
      <rect class="line" x="64" y="76" width="18" height="18" rx="4" />
      <rect class="line" x="92" y="83" width="60" height="4" rx="2" />
      <rect class="off" x="176" y="78" width="24" height="14" rx="7" />
      <circle class="knob" cx="183" cy="85" r="5.5" />
      <Hand x={190} y={52} />
    </svg>
  );
}

/** The program's icon, as it stands in the list. */
function Mark({ x, y, size = 24 }: { x: number; y: number; size?: number }) {
  return (
    <svg x={x} y={y} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect class="tile" width="32" height="32" rx="7" />
      <path class="rope" d="M3.5 27.2C8 29.6 12.4 28.4 11.6 24.6 10.9 21.4 11.6 19.4 14.6 17.6" />
      <circle class="ring" cx="19.5" cy="12.5" r="6.9" />
    </svg>
  );
}

/** Where to click. */
function Hand({ x, y }: { x: number; y: number }) {
  return <path class="hand" d={`M${x} ${y}l0 17 4-4 3 7 3-1.5-3-6.5 5.5 0z`} />;
}
