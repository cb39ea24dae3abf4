"""A browser as a program, for `BROWSER`: opens the address and clicks through the
pages as the person of CONFAB_TEST_EMAIL."""

import os
import sys

from browser import Browser

Browser(os.environ["CONFAB_TEST_EMAIL"], os.environ["CONFAB_TEST_PASSWORD"]).open(sys.argv[1])
