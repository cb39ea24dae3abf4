// Loaded by `confab exec` through NODE_OPTIONS, for versions of Node whose fetch
// and http modules go past every proxy (NODE_USE_ENV_PROXY is heeded from 22.21
// and 24.5 on). Programs find fetch, http and https as they know them; only new
// connections to other machines go through the proxy, by CONNECT.
'use strict';

const [major, minor] = process.versions.node.split('.').map(Number);
const heedsProxies = major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
const proxy = process.env.HTTPS_PROXY;

if (!heedsProxies && proxy) {
  const http = require('node:http');
  const https = require('node:https');
  const net = require('node:net');
  const tls = require('node:tls');

  const { hostname, port } = new URL(proxy);
  const listed = (process.env.NO_PROXY ?? '').split(',');
  const bare = (host) => host.replace(/^\[|\]$/g, '');
  const isDirect = (host) => !host || listed.includes(bare(host));

  /** Opens a tunnel to a host and port: `done(error, socket)`. */
  const tunnel = (host, targetPort, done) => {
    const target = `${net.isIPv6(bare(host)) ? `[${bare(host)}]` : host}:${targetPort}`;
    const socket = net.connect({ host: bare(hostname), port });
    let head = '';
    const fail = (error) => {
      socket.destroy();
      done(error);
    };
    const ended = () => fail(new Error('the proxy closed the connection'));
    // One byte may come at a time; nothing follows the head before we speak. By
    // `readable`, which leaves the socket as if nobody had read from it.
    const read = () => {
      for (let bytes = socket.read(); bytes !== null; bytes = socket.read()) {
        head += bytes.toString('latin1');
      }
      if (!head.includes('\r\n\r\n')) {
        if (head.length > 8192) fail(new Error('the proxy answered nonsense'));
        return;
      }
      socket.off('readable', read).off('error', fail).off('end', ended);
      if (/^HTTP\/1\.[01] 200 /.test(head)) done(null, socket);
      else fail(new Error(`the proxy refused ${target}: ${head.split('\r\n')[0]}`));
    };
    socket.on('readable', read).on('error', fail).on('end', ended);
    socket.on('connect', () => socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`));
  };

  /** What makes sockets for one kind of agent, in place of `direct`. */
  const connector = (direct, encrypted) =>
    function createConnection(...given) {
      const [options, done] = given;
      const own = typeof options === 'object' && typeof done === 'function';
      if (!own || options.socketPath || options.socket || isDirect(options.host)) {
        return direct.apply(this, given);
      }
      tunnel(options.host, options.port, (error, socket) => {
        if (error) return done(error);
        if (!encrypted) return done(null, socket);
        // Agents keep TLS sessions; without a path of its own they stay unused.
        const servername = options.servername || (net.isIP(options.host) ? '' : options.host);
        return done(null, tls.connect({ ...options, socket, servername }));
      });
      return undefined;
    };
  http.Agent.prototype.createConnection = connector(http.Agent.prototype.createConnection, false);
  https.Agent.prototype.createConnection = connector(https.Agent.prototype.createConnection, true);

  // fetch is undici, which is no module; its dispatcher is found once something
  // of it is loaded.
  const key = Symbol.for('undici.globalDispatcher.1');
  if (globalThis.Response && globalThis[key]) {
    const Agent = globalThis[key].constructor;
    const connect = ({ hostname: host, port: given, protocol, servername }, done) => {
      const encrypted = protocol === 'https:';
      const target = given || (encrypted ? 443 : 80);
      const opened = (error, socket) => {
        if (error) return done(error, null);
        if (!encrypted) return done(null, socket);
        const name = servername || (net.isIP(bare(host)) ? '' : host);
        const secure = tls.connect({ socket, servername: name, ALPNProtocols: ['http/1.1'] });
        const failed = (reason) => done(reason, null);
        secure.once('error', failed);
        secure.once('secureConnect', () => {
          secure.off('error', failed);
          done(null, secure);
        });
        return undefined;
      };
      if (!isDirect(host)) return tunnel(host, target, opened);
      const socket = net.connect({ host: bare(host), port: target });
      socket.once('error', opened);
      socket.once('connect', () => {
        socket.off('error', opened);
        opened(null, socket);
      });
      return undefined;
    };
    globalThis[key] = new Agent({ connect });
  }
}
