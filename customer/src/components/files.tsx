import { bytes, type FileId, type OfferedFile } from '@throwline/protocol';
import { useRef } from 'preact/hooks';
import type { FileProgress, NewOffer, SessionView } from '../session-store.ts';
import { FILE_LIMIT } from '../window-session.ts';

/** Sends single files to the technician: chosen or dropped here, accepted there, then on their way. */
export function Files(props: {
  view: SessionView;
  offer: (files: Iterable<File>) => void;
  cancel: (fileId: FileId) => void;
}) {
  const { view, offer, cancel } = props;
  const input = useRef<HTMLInputElement>(null);
  const active = view.session?.phase === 'active';
  const lead = view.session?.owner.name ?? 'The technician';
  const files = view.session?.phase === 'active' ? view.session.files : [];
  return (
    <section class="files" aria-label="Files">
      <p>
        {active
          ? `Choose a file, drop it here, or paste a screenshot. ${lead} must accept it before anything is sent. Files up to ${FILE_LIMIT} each.`
          : 'You can send files as soon as the technician has started the session.'}
      </p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="file-input"
        onChange={({ currentTarget }) => {
          offer(currentTarget.files ?? []);
          currentTarget.value = '';
        }}
      />
      <button
        type="button"
        class="main-action"
        disabled={!active}
        data-testid="choose-file"
        onClick={() => input.current?.click()}
      >
        Choose a file…
      </button>
      <ul class="plain-list file-list" aria-live="polite">
        {view.offers.map((each) => (
          <Row key={each.fileId} file={each} says="Offering…" cancel={undefined} />
        ))}
        {files.toReversed().map((file) => (
          <Row
            key={file.fileId}
            file={file}
            says={stepText(file)}
            progress={file.step === 'accepted' ? (view.progress.get(file.fileId) ?? START) : undefined}
            cancel={
              file.step === 'offered' || file.step === 'accepted' ? () => cancel(file.fileId) : undefined
            }
          />
        ))}
      </ul>
    </section>
  );
}

const START: FileProgress = { sent: 0, size: 0 };

function Row(props: {
  file: NewOffer;
  says: string;
  progress?: FileProgress | undefined;
  cancel: (() => void) | undefined;
}) {
  const { file, says, progress, cancel } = props;
  return (
    <li data-testid="file">
      <span class="file-name">{file.name}</span>
      <span class="small">
        {bytes(file.size)} · {says}
        {/* The bar says it to screen readers when they ask; said each time it would drown everything else. */}
        {progress !== undefined && (
          <span aria-live="off">{` ${bytes(progress.sent)} of ${bytes(file.size)}`}</span>
        )}
      </span>
      {progress !== undefined && (
        <progress aria-label={`Sending ${file.name}`} max={Math.max(1, file.size)} value={progress.sent} />
      )}
      {cancel !== undefined && (
        <button type="button" aria-label={`Cancel: ${file.name}`} onClick={cancel}>
          Cancel
        </button>
      )}
    </li>
  );
}

function stepText(file: OfferedFile): string {
  switch (file.step) {
    case 'offered':
      return 'Waiting for the technician to accept';
    case 'accepted':
      return 'Sending:';
    case 'received':
      return 'Received by the technician';
    case 'declined':
      return 'Declined by the technician';
    case 'cancelled':
      return 'Cancelled';
  }
}
