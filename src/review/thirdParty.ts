/** Which packages a script imports that are neither Python's own nor the project's. */
import { pythonFacts } from './pythonCalls.ts';
import type { ReviewedFile } from './probeSubject.ts';

/** First words of their names. */
export function thirdParty(files: readonly Pick<ReviewedFile, 'path' | 'text'>[]): string[] {
  const own = new Set(files.flatMap(({ path }) => path.replace(/\.pyi?$/, '').split('/')));
  const names = files.flatMap(({ text }) =>
    pythonFacts(text).imports.flatMap(({ module }) =>
      module.startsWith('.') ? [] : (module.split('.')[0] ?? []),
    ),
  );
  return [...new Set(names)].filter((name) => name !== '' && !own.has(name) && !standard.has(name)).sort();
}

/** Of Python 3.8 to 3.13; __future__ and all that ships with it and scripts may want. */
const standard = new Set(
  `__future__ __main__ abc aifc argparse array ast asyncio atexit audioop base64 bdb binascii bisect builtins bz2 calendar cgi cgitb
   chunk cmath cmd code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg
   cProfile crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum
   errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib grp gzip
   hashlib heapq hmac html http imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
   logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msvcrt multiprocessing netrc nis nntplib numbers operator
   optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix pprint profile pstats pty pwd
   py_compile pyclbr pydoc queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve
   shlex shutil signal site smtplib sndhdr socket socketserver spwd sqlite3 ssl stat statistics string stringprep struct subprocess
   sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap threading time timeit tkinter token
   tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest urllib uu uuid venv warnings wave
   weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(
    /\s+/,
  ),
);
