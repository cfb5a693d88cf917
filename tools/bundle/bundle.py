#!/usr/bin/env python3
"""Packs the program built here into an archive that runs on another Linux of x86-64 without installing anything:

    tools/bundle/bundle.py [--output FOLDER] [--program FILE] [--cuda-runtime FOLDER] [--fast]

touchline-VERSION-linux-x86_64[-gpu].tar.gz holds bin/, lib/ (every library but glibc's and the GPU driver's),
share/touchline/ and LICENSES/. It is the -gpu one when the program was built with the ONNX Runtime that
./touchline setup --gpu fetches. Prints the archive's path.
"""
import argparse
import gzip
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

import elf
import licenses

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Bound to the kernel and to each other: the machine's own are used, and must not be older than here.
GLIBC = re.compile(r'(ld-linux.*|lib(anl|c|dl|m|mvec|pthread|resolv|rt|util))\.so.*')
# Loaded by name at run time, from the folder of the library that asks for them.
OPENVINO = ('libopenvino_intel_cpu_plugin.so', 'libopenvino_onnx_frontend.so*', 'libopenvino_ir_frontend.so*',
            'libtbb*.so*', 'libhwloc.so*')
LIBAV = ('libavfilter.so.[0-9]', 'libavfilter.so.[0-9][0-9]')
ONNXRUNTIME = ('libonnxruntime_providers_*.so',)
FONT = pathlib.Path('/usr/share/fonts/opentype/inter/Inter-SemiBold.otf')


def stop(message):
    sys.exit(f'bundle: {message}')


def needed(files):
    """Name -> path of every library that the files need, those of glibc left out."""
    shown = subprocess.run(['ldd', *map(str, files)], capture_output=True, text=True, env={'LC_ALL': 'C'}).stdout
    if missing := re.findall(r'(\S+) => not found', shown):
        stop(f'libraries that the program needs are not found: {", ".join(sorted(set(missing)))}')
    found = dict(re.findall(r'^\s+(\S+) => (/\S+)', shown, re.MULTILINE))
    return {name: pathlib.Path(path) for name, path in found.items() if not GLIBC.fullmatch(name)}


def beside(libraries, prefix, patterns):
    """The files that match beside the library whose name begins with the prefix."""
    folder = next((path.parent for name, path in libraries.items() if name.startswith(prefix)), None)
    if folder is None:
        stop(f'the program does not link {prefix}')
    return [path for pattern in patterns for path in sorted(folder.glob(pattern))]


def collect(program, cuda_runtime):
    """(name -> path of all libraries, whether a GPU can run networks with them)"""
    libraries = needed([program])
    plugins = beside(libraries, 'libopenvino.so', OPENVINO) + beside(libraries, 'libavcodec.so', LIBAV)
    providers = beside(libraries, 'libonnxruntime.so', ONNXRUNTIME)
    gpu = any('_cuda' in path.name for path in providers)
    libraries |= needed(plugins)
    if gpu:
        if not cuda_runtime.is_dir():
            stop(f'no CUDA libraries in {cuda_runtime}: ./touchline setup --gpu fetches them')
        providers += sorted(cuda_runtime.glob('*.so*'))
    return libraries | {path.name: path for path in plugins + providers}, gpu


def put_libraries(libraries, folder):
    """Copies that look for each other beside themselves."""
    folder.mkdir()
    for name, path in sorted(libraries.items()):
        shutil.copyfile(path, folder / name)
        elf.set_search_path(folder / name, '$ORIGIN', only_absolute=True)


def put_share(folder):
    shutil.copytree(ROOT / 'share', folder)
    (folder / 'fonts').mkdir()
    shutil.copy(FONT, folder / 'fonts')
    for theme in (folder / 'themes').glob('*.yaml'):  # a relative path is looked for beside the theme
        text = theme.read_text()
        theme.write_text(re.sub(r'^(fonts:.*)$', rf'\1\n  - ../fonts/{FONT.name}', text, flags=re.MULTILINE))


def put_program(program, folder):
    folder.mkdir()
    target = folder / 'touchline'
    shutil.copy(program, target)
    if not elf.set_search_path(target, '$ORIGIN/../lib', for_all=True):
        stop(f'{program} has no search path to turn into one of the archive: build it with tools/setup/build.sh')


def pack(tree, archive, level):
    def plain(info):
        info.uid = info.gid = 0
        info.uname = info.gname = 'root'
        return info

    with open(archive, 'wb') as raw, gzip.GzipFile('', 'wb', level, raw, 0) as packed, \
            tarfile.open(fileobj=packed, mode='w') as tar:
        tar.add(tree, tree.name, filter=plain)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--program', type=pathlib.Path, default=ROOT / 'build/release/bin/touchline')
    arguments.add_argument('--output', type=pathlib.Path, default=ROOT / 'build')
    arguments.add_argument('--cuda-runtime', type=pathlib.Path, default=ROOT / '.deps/cuda_runtime/lib')
    arguments.add_argument('--fast', action='store_true', help='a larger archive, sooner')
    wish = arguments.parse_args()
    if not wish.program.is_file():
        stop(f'{wish.program} is not there: ./touchline build makes it')
    version = subprocess.run([wish.program, '--version'], capture_output=True, text=True, check=True).stdout.split()[-1]
    libraries, gpu = collect(wish.program, wish.cuda_runtime)
    name = f'touchline-{version}-linux-x86_64' + ('-gpu' if gpu else '')
    wish.output.mkdir(parents=True, exist_ok=True)
    archive = wish.output / f'{name}.tar.gz'
    with tempfile.TemporaryDirectory(dir=wish.output) as work:
        tree = pathlib.Path(work) / name
        tree.mkdir()
        put_program(wish.program, tree / 'bin')
        put_libraries(libraries, tree / 'lib')
        (tree / 'share').mkdir()
        put_share(tree / 'share/touchline')
        licenses.put(sorted({*libraries.values(), FONT}), tree / 'LICENSES', ROOT)
        shutil.copy(ROOT / 'tools/bundle/ARCHIVE.md', tree / 'README.md')
        pack(tree, archive, 1 if wish.fast else 9)
    print(archive)


if __name__ == '__main__':
    main()
