"""The licence texts of what an archive holds: Debian's copyright files, and what the wheels bring."""
import pathlib
import shutil
import subprocess

TEXTS = ('licenses/**/*', '*.dist-info/licenses/**/*', '*.dist-info/LICEN*', '*.dist-info/METADATA')


def packages_of(files):
    """Debian package -> whether it is known, of the files that dpkg installed; and the other files."""
    wanted = {}
    for file in files:  # dpkg knows a file by the name it was installed under: /lib or /usr/lib
        real = file.resolve()
        for path in (file, real, pathlib.Path('/' + str(real).removeprefix('/usr/'))):
            wanted[str(path)] = file
    shown = subprocess.run(['dpkg-query', '-S', *wanted], capture_output=True, text=True).stdout
    packages, known = set(), set()
    for line in shown.splitlines():
        package, _, path = line.partition(': ')
        packages.add(package.split(':')[0].split(',')[0])
        known.add(wanted[path])
    return packages, [file for file in files if file not in known]


def name_of(top):
    """What the reader of an archive knows an unpacked wheel by: the copy that can use a GPU is the same library."""
    return top.name.removesuffix('_gpu')


def put_wheel(root, target):
    for pattern in TEXTS:
        texts = [text for text in root.glob(pattern) if text.is_file()]
        for text in texts:
            folder = target / text.relative_to(root).parent
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(text, folder)
    return target.is_dir()


def put(files, folder, root):
    """Fills `folder`; raises when something's licence is not found."""
    folder.mkdir()
    shutil.copy(root / 'LICENSE', folder / 'touchline')
    packages, others = packages_of(files)
    for package in sorted(packages):
        shutil.copy(pathlib.Path('/usr/share/doc') / package / 'copyright', folder / package)
    tops = {}  # the unpacked wheel that a file is in: the nearest folder above that has texts
    for file in others:
        for top in file.resolve().parents:
            if any(next(top.glob(pattern), None) for pattern in TEXTS):
                tops[top] = file
                break
        else:
            raise FileNotFoundError(f'no licence text above {file}')
    for top in sorted(tops):
        put_wheel(top, folder / name_of(top))
