import { type AppletSystem, type Applets, type CustomerDevice, SYSTEM_NAMES, systemsOf } from './device.ts';
import { GUIDES, type GuideId, guideFor } from './guides.ts';

/** What the page that follows the right code has for this customer. */
export type Offer =
  /** The steps of one browser; `automatic` when the download may start by itself. */
  | { readonly kind: 'steps'; readonly guide: GuideId; readonly automatic: boolean }
  /** The program for this system is being prepared. */
  | { readonly kind: 'preparing'; readonly system: AppletSystem }
  /** Nothing can run there, for this reason. */
  | { readonly kind: 'nothing'; readonly reason: Reason }
  /** It is not known what the customer uses: they choose. */
  | { readonly kind: 'choice' };

/** Why there is no program to run, in words. */
export interface Reason {
  readonly title: string;
  readonly text: string;
}

/** This server has no program for any system: none could be made, as where applets would not know the server by its key. */
const NO_PROGRAM: Reason = {
  title: 'No computer can be helped at the moment',
  text: 'The support program is missing on our side, so there is nothing to download yet.',
};

/**
 * Decides what is offered.
 * @param chosen the steps that the customer has chosen by a link, if any; passed over when this server has no program for them
 */
export function offerFor(device: CustomerDevice, applets: Applets, chosen: GuideId | undefined): Offer {
  const wanted = chosen === undefined || applets[GUIDES[chosen].system] === 'none' ? undefined : chosen;
  if (wanted !== undefined) return steps(wanted, applets, isSystem(device, GUIDES[wanted].system));
  const reason = reasonAgainst(device, applets);
  if (reason !== undefined) return { kind: 'nothing', reason };
  if (device.kind !== 'computer') return { kind: 'choice' };
  return steps(guideFor(device.system, device.browser), applets, true);
}

/** Why nothing can be run on a device with the programs that this server has; `undefined` when something can, or may. */
export function reasonAgainst(device: CustomerDevice, applets: Applets): Reason | undefined {
  if (systemsOf(applets).length === 0) return NO_PROGRAM;
  switch (device.kind) {
    case 'unknown':
      return undefined;
    case 'computer':
      return applets[device.system] === 'none'
        ? { title: 'This computer cannot be helped yet', text: using(SYSTEM_NAMES[device.system]) }
        : undefined;
    case 'unsuited':
      switch (device.why) {
        case 'phone':
          return {
            title: 'The support program needs a computer',
            text: `${using(device.name)} The support program does not run there.`,
          };
        case 'processor':
          return {
            title: 'The support program does not run on this computer',
            text: `${using(device.name)} The support program needs a 64-bit Intel or AMD processor.`,
          };
        case 'too-old':
          return {
            title: 'This computer’s system is too old',
            text: `${using(device.name)} The support program needs Windows 10 or later.`,
          };
        case 'other-system':
          return { title: 'This computer cannot be helped yet', text: using(device.name) };
      }
  }
}

function using(name: string): string {
  return `You seem to be using ${name}.`;
}

function steps(guide: GuideId, applets: Applets, automatic: boolean): Offer {
  const { system } = GUIDES[guide];
  return applets[system] === 'ready' ? { kind: 'steps', guide, automatic } : { kind: 'preparing', system };
}

function isSystem(device: CustomerDevice, system: AppletSystem): boolean {
  return device.kind === 'computer' && device.system === system;
}
