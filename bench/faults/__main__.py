"""Run fault checks by name, or all; each prints what it counted. Exit code 1 on any violation."""

import importlib
import json
import sys
import traceback

_NAMES = ("crash", "ack_order", "disk_full", "lost_worker", "races")


def main() -> int:
    chosen = sys.argv[1:] or list(_NAMES)
    if unknown := set(chosen) - set(_NAMES):
        print(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(_NAMES)}")
        return 2
    good = True
    for name in chosen:
        print(f"{name}:", flush=True)
        try:
            for counted in importlib.import_module(f"bench.faults.{name}").full():
                print("  " + json.dumps(counted, default=str), flush=True)
        except Exception:  # noqa: BLE001  # the other checks go on
            traceback.print_exc()
            good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
