export { loadPageAssets, type PageAsset } from './assets.ts';
export { type ConnectView, connectPage } from './connect-page.ts';
export type {
  AppletState,
  AppletSystem,
  Applets,
  CustomerBrowser,
  CustomerDevice,
  UnsuitedWhy,
} from './device.ts';
export { deviceInWords, SYSTEM_NAMES, systemsOf } from './device.ts';
export { type GuideId, isGuideId } from './guides.ts';
export { type JourneyStep, type JourneyView, journeyPage } from './journey-page.ts';
export { type MessageView, messagePage } from './message-page.ts';
export { offerFor, reasonAgainst } from './offer.ts';
export { runLine } from './run-line.ts';
export { type StillGoodView, stillGoodPage } from './still-good-page.ts';
