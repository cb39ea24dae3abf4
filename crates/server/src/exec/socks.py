"""Put on PYTHONPATH by `confab exec`, for httplib2: it asks a module of this
name to open connections through a proxy and, where there is none, goes past the
proxy without a word. PySocks is used if it is installed; otherwise this speaks
CONNECT, which is all that Confab's proxy needs."""

import importlib.machinery
import importlib.util
import os
import socket
import sys


def _pysocks():
    here = os.path.dirname(os.path.abspath(__file__))
    others = [path for path in sys.path if os.path.abspath(path or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("socks", others)
    if spec is None or spec.loader is None:
        return False
    module = importlib.util.module_from_spec(spec)
    sys.modules[__name__] = module
    spec.loader.exec_module(module)
    return True


if not _pysocks():
    PROXY_TYPE_SOCKS4 = SOCKS4 = 1
    PROXY_TYPE_SOCKS5 = SOCKS5 = 2
    PROXY_TYPE_HTTP = HTTP = 3

    class ProxyError(IOError):
        """The proxy did not open a tunnel."""

    class socksocket(socket.socket):
        """A socket that may connect through an HTTP proxy."""

        _proxy = None

        def setproxy(self, proxy_type=None, addr=None, port=None, *_unused, **_ignored):
            if proxy_type not in (None, PROXY_TYPE_HTTP):
                raise ProxyError("only HTTP proxies are known here; install PySocks")
            self._proxy = None if proxy_type is None else (addr, port)

        set_proxy = setproxy

        def connect(self, address):
            if self._proxy is None:
                return super().connect(address)
            super().connect(self._proxy)
            target = f"{address[0]}:{address[1]}"
            self.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                byte = self.recv(1)
                if not byte or len(head) > 8192:
                    raise ProxyError("the proxy closed the connection")
                head += byte
            if head.split(None, 2)[1] != b"200":
                self.close()
                raise ProxyError(f"the proxy refused {target}: {head.splitlines()[0]!r}")
            return None
