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
export { type GuideId, isGuideId } from './guides.ts';
export { type JourneyStep, type JourneyView, journeyPage } from './journey-page.ts';
export { type MessageView, messagePage } from './message-page.ts';
export { offerFor } from './offer.ts';
export { runLine } from './run-line.ts';
