import MailComposer from 'nodemailer/lib/mail-composer';

/** What a message is made from. Every field has been parsed and cleaned. */
export interface MessageParts {
  /** Unique for the message, the same at every try, so that a receiver knows a second copy for what it is. */
  readonly id: string;
  readonly from: { readonly name: string; readonly address: string };
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A whole message, MIME, lines ended by CRLF. */
export async function composeMessage(parts: MessageParts): Promise<Buffer> {
  const { id, from, to, subject, text, html, at } = parts;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const composer = new MailComposer({
    from,
    // As an object: a text would be taken apart at commas.
    to: { name: '', address: to },
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    date: new Date(at),
    messageId: `<${id}@${domain}>`,
    xMailer: false,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
