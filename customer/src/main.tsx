import { render } from 'preact';
import { App } from './components/app.tsx';
import { openSession } from './window-session.ts';

const place = document.getElementById('window');
if (place !== null) render(<App session={openSession()} />, place);
