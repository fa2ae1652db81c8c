# SPDX-License-Identifier: MIT
"""fairness verify: the file verify.py, which stands alone, as a command."""

from .output import CommandError, print_text


def verify(options):
    from ..verify import verify_files  # its modules are for it alone

    said, unread = [], []
    code = verify_files(options.paths, said.append, unread.append,
                        options.draws)
    if said:
        print_text("\n".join(said))
    if unread:
        raise CommandError("; ".join(unread))
    return code
