import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ServerNotice } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { readServerNotices } from '../api/api.ts';
import { useMe } from '../app/me.ts';

/** How often it is asked, milliseconds. */
const INTERVAL = 60_000;

/** Administration Center: what is amiss with the certificate and the reverse proxies. Says nothing when all is well. */
export function ServerNotices(): ReactNode {
  const { technician } = useMe();
  const { data: notices = [] } = useQuery({
    queryKey: ['server-notices'],
    queryFn: ({ signal }) => readServerNotices(signal),
    refetchInterval: INTERVAL,
    enabled: technician.role === 'administrator',
  });
  return (
    <div role="status">
      {notices.map((notice) => (
        <Alert
          key={JSON.stringify(notice)}
          color="orange"
          variant="light"
          mb="xs"
          icon={<IconAlertTriangle aria-hidden />}
        >
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {wordsOf(notice)}
          </Text>
        </Alert>
      ))}
    </div>
  );
}

function wordsOf(notice: ServerNotice): string {
  switch (notice.kind) {
    case 'certificate-ends':
      return notice.daysLeft < 0
        ? 'The server’s certificate has expired. Browsers now warn customers and technicians. Renew it; the server picks up the new one within a minute.'
        : `The server’s certificate expires on ${new Date(notice.endsAt).toLocaleDateString(undefined, { dateStyle: 'long' })}${
            notice.daysLeft < 2 ? '' : `, in ${notice.daysLeft} days`
          }. Renew it; the server picks up the new one within a minute.`;
    case 'certificate-other-host':
      return `The server’s certificate is not made for ${notice.host}. Browsers warn everybody who visits. Get one for this name.`;
    case 'proxy-unnamed':
      return `Requests from ${notice.address} say that they are forwarded for others. If that is your reverse proxy, set THROWLINE_TRUST_PROXY=${notice.address} and restart the server: until then everybody who comes through it looks like one visitor to the server, and a few wrong codes lock all of them out. If you do not know this address, do not set it.`;
    case 'proxy-without-addresses':
      return `The reverse proxy at ${notice.address} does not say whose requests it forwards. Everybody who comes through it looks like one visitor to the server, and a few wrong codes lock all of them out. Make it send X-Forwarded-For, and name it in THROWLINE_TRUST_PROXY.`;
    case 'proxy-contradicts':
      return `The reverse proxy at ${notice.address} sends X-Forwarded-For and Forwarded, and they name different customers. Make it send only one of the two. Until then everybody who comes through it looks like one visitor to the server.`;
    case 'proxy-other-host':
      return `The reverse proxy at ${notice.address} asks for “${notice.host}” instead of the address that people typed. Make it pass on the Host header unchanged.`;
    case 'proxy-without-upgrade':
      return `The reverse proxy at ${notice.address} does not let WebSockets through, so consoles and support programs cannot stay connected. Make it pass on the headers Upgrade and Connection, with HTTP/1.1.`;
  }
}
