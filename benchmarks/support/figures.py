"""What the benchmark scripts share: the machine behind the figures, runs of the program, dated results."""
import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD", "build")
PROGRAM = os.path.join(BUILD, "restock")


def output(*command):
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout.strip() if run.returncode == 0 else "?"


def run_or_exit(*command):
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)}: {run.stderr}")


def cpu():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        match = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    return match.group(1) if match else platform.machine()


def machine():
    load = os.getloadavg()[0]
    changed = " and changes" if output("git", "status", "--porcelain", "-uno") not in ("", "?") else ""
    return [f"{cpu()}, {os.cpu_count()} cores, load {load:.1f} at the start; Linux {platform.release()}",
            f"{output('cc', '--version').splitlines()[0]}; commit {output('git', 'rev-parse', '--short', 'HEAD')}{changed}"]


def run_program(command, folder, out, *options):
    """One run: its summary.json, with the CPU seconds of the whole process as ["run"]["cpu_seconds"]."""
    shutil.rmtree(out, ignore_errors=True)
    arguments = [PROGRAM, command, folder, "--out", out, "--quiet", *options]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)}: {said}")
    with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    summary["run"]["cpu_seconds"] = usage.ru_utime + usage.ru_stime
    return summary


def write_results(name, title, lines, sections):
    """benchmarks/results/DATE-CPU[-name].md; a section is (title, Markdown)."""
    today = datetime.date.today().isoformat()
    end = f"-{name}" if name else ""
    path = f"benchmarks/results/{today}-{re.sub('[^A-Za-z0-9]+', '-', cpu()).strip('-')}{end}.md"
    os.makedirs("benchmarks/results", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"# {title} of {today}\n\n" + "".join(f"- {line}\n" for line in lines))
        for heading, text in sections:
            file.write(f"\n## {heading}\n\n{text}\n")
    print(f"\nwritten to {path}")


def sales_of_gift_shop(folder, copies, columns=None):
    """A plain sales.csv, long enough to be timed: the gift shop's, several times, whole or its first `columns`."""
    os.makedirs(folder, exist_ok=True)
    once, path = os.path.join(folder, "once"), os.path.join(folder, "sales.csv")
    with open(once, "wb") as file:
        unpack = f"zstd -dcq data/gift-shop/sales.csv.zst{f' | cut -d, -f-{columns}' if columns else ''}"
        subprocess.run(unpack, shell=True, stdout=file, check=True)
    # In pieces: what this process holds counts in the peak memory of those that it starts.
    with open(once, "rb") as source, open(path, "wb") as file:
        file.write(source.readline())
        begin = source.tell()
        for _ in range(copies):
            source.seek(begin)
            shutil.copyfileobj(source, file)
    os.unlink(once)
    return folder
