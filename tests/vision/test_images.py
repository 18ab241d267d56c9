"""A folder of photos of every kind: what can be read looks right, what cannot is named and stops nothing."""

import io
import os
import struct
import subprocess
import sys
import zlib
from unicodedata import normalize

import numpy as np
import pytest
from PIL import Image

from lepton_kit.vision import read_folder, read_image
from lepton_kit.vision.photo_folders import KINDS

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def halves(mode="RGB", size=(60, 40)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


@pytest.fixture
def root(tmp_path):
    """A folder with two classes, one good photo in each."""
    for name in ("bag", "boot"):
        (tmp_path / name).mkdir()
        halves().save(tmp_path / name / "good.png")
    return tmp_path


def near(pixel, colour, within=6):
    return np.abs(np.asarray(pixel, dtype=int) - colour).max() <= within


def test_a_folder_becomes_images_labels_and_names(root):
    photos = read_folder(root, size=(20, 30))
    assert photos.images.shape == (2, 20, 30, 3) and photos.images.dtype == np.uint8
    assert photos.labels.tolist() == [0, 1]
    assert photos.class_names == ("bag", "boot")
    assert photos.files == ("bag/good.png", "boot/good.png")
    assert photos.skipped == ()
    assert near(photos.images[0, 10, 2], RED) and near(photos.images[0, 10, 27], BLUE)
    assert repr(photos) == "2 photos of 20 x 30 x 3: bag 1, boot 1; 0 skipped"


@pytest.mark.parametrize(
    ("mode", "ending", "how"),
    [
        *((mode, "png", {}) for mode in ("RGB", "RGBA", "P")),
        *((mode, "jpg", {"quality": 95}) for mode in ("RGB", "CMYK", "YCbCr")),
        *((mode, "webp", {"lossless": True}) for mode in ("RGB", "RGBA")),
        *((mode, "tif", {}) for mode in ("RGB", "RGBA", "CMYK", "P")),
        *(("RGB", ending, {}) for ending in ("bmp", "gif", "ppm")),
    ],
)
def test_colour_survives_every_mode_and_format(tmp_path, mode, ending, how):
    file = tmp_path / f"one.{ending}"
    halves(mode).save(file, **how)
    image = read_image(file, size=20)
    assert near(image[10, 2], RED, 12) and near(image[10, 17], BLUE, 12)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
def test_grey_of_every_depth_keeps_its_brightness(tmp_path, mode):
    """Black, middle and white stay what they are; 16 bits are brought down to 8."""
    ramp = np.repeat([[0, 128, 255]], 12, axis=0).repeat(12, axis=1).astype(np.uint8)
    image = Image.fromarray(ramp)
    image = Image.fromarray(ramp.astype(np.uint16) * 257) if mode == "I;16" else image.convert(mode)
    image.save(tmp_path / "one.png")
    for colour, shape in ((True, (12, 36, 3)), (False, (12, 36))):
        read = read_image(tmp_path / "one.png", size=(12, 36), colour=colour)
        assert read.shape == shape
        assert near(read[6, 5], 0) and near(read[6, 30], 255)
        if mode != "1":
            assert near(read[6, 17], 128)


@pytest.mark.parametrize("name", ["one.tif", "one.TIFF", "one.bmp", "one.gif", "one.pgm"])
def test_a_folder_may_hold_what_laboratories_and_old_collections_keep(tmp_path, name):
    lay(tmp_path, f"cat/{name}", f"dog/{name}")
    assert read_folder(tmp_path, size=8).files == (f"cat/{name}", f"dog/{name}")


def test_what_is_transparent_is_laid_on_white(tmp_path):
    """Also where the palette holds the transparency; what lies hidden under it must not come back."""
    hidden = halves("RGBA")
    hidden.putalpha(0)
    hidden.save(tmp_path / "full.png")
    palette = Image.new("P", (10, 10), 1)
    palette.putpalette([0, 0, 0, *RED])
    palette.save(tmp_path / "palette.png", transparency=1)
    for name in ("full.png", "palette.png"):
        assert (read_image(tmp_path / name, size=8) == 255).all()


@pytest.mark.parametrize("turn", range(1, 9))
def test_what_the_camera_turned_is_turned_back(tmp_path, turn):
    """All eight EXIF orientations give the upright picture: red on the left, and a green corner at the bottom left."""
    upright = halves(size=(48, 32))
    upright.paste((0, 255, 0), (0, 16, 16, 32))
    T = Image.Transpose
    undo = {2: T.FLIP_LEFT_RIGHT, 3: T.ROTATE_180, 4: T.FLIP_TOP_BOTTOM, 5: T.TRANSPOSE, 6: T.ROTATE_90}
    undo |= {7: T.TRANSVERSE, 8: T.ROTATE_270}
    exif = Image.Exif()
    exif[0x0112] = turn
    stored = upright.transpose(undo[turn]) if turn > 1 else upright
    stored.save(tmp_path / "one.jpg", exif=exif, quality=95, subsampling=0)
    image = read_image(tmp_path / "one.jpg", size=(32, 48))
    assert near(image[6, 8], RED, 20) and near(image[6, 40], BLUE, 20) and near(image[26, 6], (0, 255, 0), 20)


def test_crop_pad_and_stretch(tmp_path):
    """Of 60 x 40 a square crop keeps the middle 40; padding keeps all and adds white; stretching keeps all."""
    striped = halves()
    striped.paste(0, (0, 0, 6, 40))
    striped.save(tmp_path / "one.png")
    cropped, padded, stretched = (
        read_image(tmp_path / "one.png", size=60, fit=fit) for fit in ("crop", "pad", "stretch")
    )
    assert near(cropped[30, 1], RED)
    assert near(padded[30, 2], 0) and near(padded[2, 30], WHITE) and near(padded[57, 30], WHITE)
    assert near(stretched[2, 2], 0) and near(stretched[57, 57], BLUE)


def bomb(width, height):
    """A tiny PNG whose header promises more pixels than anyone can hold."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def jpeg(**how):
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 90, 3), dtype=np.uint8)).save(file, "JPEG", **how)
    return file.getvalue()


BROKEN = {
    "bag/empty.jpg": (b"", "is empty, 0 bytes"),
    "bag/text.png": (b"no photo at all", f"is no {KINDS} image"),
    "bag/cut.jpg": (jpeg()[:2000], "is damaged: image file is truncated"),
    "bag/header.jpg": (jpeg()[:15], "is damaged: "),
    "bag/huge.png": (bomb(8_000, 8_000), "has 8,000 x 8,000 pixels, more than the 50,000,000 allowed"),
    "bag/bomb.png": (bomb(60_000, 60_000), "has more pixels than can be unpacked safely"),
    "bag/notes.txt": (b"hello", f"is no {KINDS} file by its name (.txt)"),
    "bag/photo.heic": (b"hello", "is an HEIC or AVIF photo, as phones take them; pip install pillow-heif"),
    "bag/from a phone.jpg": (b"\0\0\0\x18ftypheic" + bytes(99), "is an HEIC or AVIF photo"),
    "bag/noending": (b"hello", f"is no {KINDS} file by its name (no ending)"),
    "beside.png": (b"", "lies beside the class folders"),
}


def test_each_broken_file_is_named_with_its_reason(root, capsys, recwarn):
    for name, (content, _) in BROKEN.items():
        (root / name).write_bytes(content)
    (root / "bag" / "deep").mkdir()
    halves().save(root / "bag" / "deep" / "er.webp")
    halves().save(root / "boot" / "wrong ending.jpg", "PNG")  # read by what it is, not by its name
    for ignored in (".hidden.png", "Thumbs.db"):
        (root / "bag" / ignored).write_bytes(b"")
    photos = read_folder(root)
    told = {each.file: each.reason for each in photos.skipped}
    assert set(told) == set(BROKEN)
    for name, (_, reason) in BROKEN.items():
        assert told[name].startswith(reason), name
        assert f"{name}: {reason}" in repr(photos)
    assert photos.files == ("bag/deep/er.webp", "bag/good.png", "boot/good.png", "boot/wrong ending.jpg")
    assert photos.labels.tolist() == [0, 0, 1, 1]
    assert capsys.readouterr().err == "" and not recwarn.list


def test_random_damage_never_gets_through(tmp_path):
    """Bytes overwritten anywhere in a good file: it is read, or it is told in a sentence; nothing else happens."""
    rng = np.random.default_rng(1)
    good = {"jpg": jpeg(), "progressive.jpg": jpeg(progressive=True)}
    for kind in ("PNG", "WEBP"):
        file = io.BytesIO()
        halves().save(file, kind)
        good[kind.lower()] = file.getvalue()
    for ending, content in good.items():
        for _ in range(40):
            damaged = np.frombuffer(content, np.uint8).copy()
            damaged[rng.integers(0, len(damaged), 6)] = rng.integers(0, 256, 6)
            file = tmp_path / f"one.{ending}"
            file.write_bytes(damaged.tobytes()[: rng.integers(10, len(damaged) + 1)])
            try:
                assert read_image(file, size=16).shape == (16, 16, 3)
            except ValueError as problem:
                assert str(problem).startswith(f"{file.name}: ")


@pytest.mark.parametrize("exif", [b"Exif\0\0garbagegarbage", b"Exif\0\0II*\0"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_damage_beside_the_picture_costs_no_picture(kind, exif):
    file = io.BytesIO()
    halves().save(file, kind, exif=exif)
    assert near(read_image(file.getvalue(), size=20)[10, 2], RED, 40)


def test_a_very_large_jpeg_is_read_small(tmp_path):
    """40 million pixels: unpacked at an eighth, as the format allows."""
    Image.new("RGB", (8000, 5000), BLUE).save(tmp_path / "one.jpg")
    assert near(read_image(tmp_path / "one.jpg", size=32)[16, 16], BLUE)


def test_a_class_without_a_photo_is_told_and_is_no_class(root):
    (root / "coat").mkdir()
    (root / "coat" / "one.png").write_bytes(b"no")
    (root / "empty").mkdir()
    photos = read_folder(root)
    assert photos.class_names == ("bag", "boot") and photos.skipped[0].file == "coat/one.png"
    assert photos.empty == ("coat", "empty") and "no photo that can be read in: coat, empty" in repr(photos)


def test_parts_of_a_split_are_no_classes(tmp_path):
    for part, count in (("Train", 3), ("val", 1), ("test", 2)):
        for name in ("cat", "dog"):
            (tmp_path / part / name).mkdir(parents=True)
            for i in range(count):
                halves().save(tmp_path / part / name / f"{i}.png")
    (tmp_path / "labels.csv").write_text("no photo")
    photos = read_folder(tmp_path, size=8)
    assert photos.class_names == ("cat", "dog")
    assert {part: len(where) for part, where in photos.parts.items()} == {"train": 6, "validation": 2, "test": 4}
    assert [photos.files[i] for i in photos.parts["validation"]] == ["val/cat/0.png", "val/dog/0.png"]
    assert "parts: train 6, validation 2, test 4" in repr(photos)
    (tmp_path / "cat").mkdir()
    halves().save(tmp_path / "cat" / "one.png")
    with pytest.raises(ValueError, match=r"parts of a split \(Train, test, val\) and photos beside them \(cat\)"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    "names",
    [
        *("training_set test_set", "Train-Images testing", "trainset devset", "val testdata"),
        *("train2017 val2017", "training evaluation", "seg_train seg_test", "cats-train cats-valid_1"),
    ],
)
def test_parts_have_many_names(tmp_path, names):
    """Else a folder that was downloaded is read as one of two classes, the training set and the test set."""
    for part in names.split():
        for name in ("cats", "dogs"):
            (tmp_path / part / name).mkdir(parents=True)
            halves().save(tmp_path / part / name / "one.png")
    photos = read_folder(tmp_path, size=8)
    assert photos.class_names == ("cats", "dogs") and len(photos.parts) == 2
    for part in names.split():  # as some are packed twice
        inner = (tmp_path / part).rename(tmp_path / "inner")
        (tmp_path / part).mkdir()
        inner.rename(tmp_path / part / part)
    with pytest.raises(ValueError, match=r"holds parts of a split in each other, .* within .* Move the inner ones"):
        read_folder(tmp_path)


def lay(root, *files):
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("no photo") if file.endswith((".xml", ".txt")) else halves().save(root / file)


@pytest.mark.parametrize("names", ["train test", "train test1", "train2017 val2017"])
def test_parts_without_class_folders_are_no_classes(tmp_path, names):
    """As competitions give them, the class in the file's name; else the two classes are "train" and "test"."""
    lay(tmp_path, *(f"{part}/cat.0.jpg" for part in names.split()))
    with pytest.raises(ValueError, match=r"parts of a split, \w+, \w+, that have no class folders. Make one in them"):
        read_folder(tmp_path)


def test_kinds_of_tests_may_be_classes(tmp_path):
    lay(tmp_path, "blood_test/1.jpg", "urine_test/1.jpg")
    assert read_folder(tmp_path, size=8).class_names == ("blood_test", "urine_test")


def test_a_split_within_each_class_is_told_apart_too(tmp_path):
    lay(tmp_path, *(f"{name}/{part}/1.jpg" for name in ("cat", "dog") for part in ("train", "test")), "dog/2.jpg")
    photos = read_folder(tmp_path, size=8)
    assert photos.class_names == ("cat", "dog") and photos.inner == ()
    assert [photos.files[i] for i in photos.parts["test"]] == ["cat/test/1.jpg", "dog/test/1.jpg"]
    assert len(photos.parts["train"]) == 2


@pytest.mark.parametrize("tops", ["fold1 fold2", "2023 2024", "images masks"])
def test_folders_that_lie_in_each_class_are_told(tmp_path, tops):
    """The classes may be the folders above, as here, or these; which of them, only the owner knows."""
    lay(tmp_path, *(f"{top}/{name}/1.jpg" for top in tops.split() for name in ("cat", "dog")))
    photos = read_folder(tmp_path, size=8)
    assert photos.class_names == tuple(tops.split()) and photos.inner == ("cat", "dog")
    assert "each of these holds the folders cat, dog; if those are your classes, give one of these" in repr(photos)


def test_a_class_that_a_part_lacks_is_told(tmp_path):
    lay(tmp_path, "train/cats/1.jpg", "train/dogs/1.jpg", "test/cats/1.jpg", "test/dog/1.jpg")
    assert "parts: train 2 (without dog), test 2 (without dogs)" in repr(read_folder(tmp_path, size=8))


def test_capitals_make_no_other_class(tmp_path):
    lay(tmp_path, "train/Cat/1.jpg", "train/Dog/1.jpg", "test/cat/1.jpg", "test/dog/1.jpg")
    photos = read_folder(tmp_path, size=8)
    assert photos.class_names == ("Cat", "Dog") and photos.labels.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("beside", ["Annotation/cat/1.xml", "meta/classes.txt"])
def test_the_folder_of_photos_is_named_where_others_lie_beside_it(tmp_path, beside):
    lay(tmp_path, "images/cat/1.jpg", "images/dog/1.jpg", beside)
    with pytest.raises(ValueError, match=r"photos of 'images' only; .* Give .*/images, which holds cat, dog$"):
        read_folder(tmp_path)


@pytest.mark.parametrize("place", ["set", "a/b"])
def test_a_folder_in_folders_is_named(tmp_path, place):
    """As archives unpack that were packed with the folder around them."""
    lay(tmp_path, *(f"{place}/{part}/{name}/1.jpg" for part in ("train", "test") for name in ("cat", "dog")))
    with pytest.raises(ValueError, match=rf"has one class, .* Give .*/{place}, which holds test, train$"):
        read_folder(tmp_path)


def test_a_toy_train_is_no_part(tmp_path):
    lay(tmp_path, *(f"{toy}/{colour}/1.jpg" for toy in ("toy_train", "toy_car") for colour in ("red", "blue")))
    assert read_folder(tmp_path, size=8).class_names == ("toy_car", "toy_train")


@pytest.mark.skipif(sys.platform != "linux", reason="names are text here")
def test_names_that_are_no_text_can_be_printed(tmp_path):
    """As old zip files of other alphabets unpack, in GBK for one."""
    for name in ("猫", "狗"):
        place = tmp_path / os.fsdecode(name.encode("gbk"))
        place.mkdir()
        halves().save(place / "one.png")
        (place / os.fsdecode("注".encode("gbk"))).write_text("")
    photos = read_folder(tmp_path, size=8)
    assert len(photos.class_names) == 2 and len(photos.skipped) == 2
    assert f"{photos!r}{photos.class_names}".encode()


def test_a_class_may_be_called_as_a_part(tmp_path):
    for name in ("train", "plane"):
        for part in ("train", "test"):
            (tmp_path / part / name).mkdir(parents=True)
            halves().save(tmp_path / part / name / "one.png")
    photos = read_folder(tmp_path, size=8)
    assert photos.class_names == ("plane", "train") and photos.parts["test"].tolist() == [0, 1]
    assert read_folder(tmp_path / "test", size=8).class_names == ("plane", "train")


def test_one_name_in_two_spellings_is_one_class(tmp_path):
    """Macs write é as e and an accent, others as one letter: Unicode's forms NFD and NFC."""
    for part, form in (("train", "NFC"), ("test", "NFD")):
        for name in ("bébé", "chat"):
            place = tmp_path / part / normalize(form, name)
            place.mkdir(parents=True)
            halves().save(place / "one.png")
    photos = read_folder(tmp_path, size=8)
    assert photos.class_names == (normalize("NFC", "bébé"), "chat") and photos.labels.tolist() == [0, 1, 0, 1]


def test_links_are_followed_and_each_folder_is_read_once(root, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere")
    halves().save(other / "one.png")
    try:
        (root / "coat").symlink_to(other)
    except OSError:
        pytest.skip("no links here")
    (root / "bag" / "round").symlink_to(root)
    (root / "boots").symlink_to(root / "boot")
    photos = read_folder(root, size=8)
    assert photos.files == ("bag/good.png", "boot/good.png", "coat/one.png")
    assert {each.file for each in photos.skipped} == {"bag/round", "boots"}


def test_a_folder_goes_by_its_own_name_and_is_told_once(tmp_path):
    """A link to it comes first by the alphabet, and lies as deep."""
    for part in ("test", "train"):
        (tmp_path / part / "dog").mkdir(parents=True)
        halves().save(tmp_path / part / "dog" / "one.png")
    (tmp_path / "train" / "cat").mkdir()
    halves().save(tmp_path / "train" / "cat" / "one.png")
    try:
        (tmp_path / "test" / "cat").symlink_to(tmp_path / "train" / "cat")
    except OSError:
        pytest.skip("no links here")
    photos = read_folder(tmp_path, size=8)
    assert photos.files == ("test/dog/one.png", "train/cat/one.png", "train/dog/one.png")
    assert [str(skip) for skip in photos.skipped] == ["test/cat: leads to a folder that was read already"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(root):
    os.mkfifo(root / "bag" / "pipe.png")
    assert read_folder(root, size=8).files == ("bag/good.png", "boot/good.png")


@pytest.mark.parametrize("junk", ["@eaDir", "$RECYCLE.BIN", "lost+found", "__pycache__", "__MACOSX", ".thumbnails"])
def test_what_nobody_put_there_is_passed_over(root, junk):
    for place in (root / junk, root / "bag" / junk):
        place.mkdir()
        halves().save(place / "one.jpg")
    photos = read_folder(root, size=8)
    assert photos.class_names == ("bag", "boot") and len(photos.files) == 2 and photos.skipped == ()


def test_long_lists_are_cut(root):
    for i in range(30):
        (root / "bag" / f"{i:02}.txt").write_text("")
        (root / f"class {i:02}").mkdir()
        halves().save(root / f"class {i:02}" / "one.png")
    lines = repr(read_folder(root, size=8)).splitlines()
    assert "class 09 1 and 20 more" in lines[0]
    assert lines[-1] == f"  and 18 more: is no {KINDS} file by its name (.txt)" and len(lines) == 14


def test_one_class_is_none_and_what_is_meant_is_guessed(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        halves().save(tmp_path / "pets" / name / "one.png")
    with pytest.raises(
        ValueError, match=r"has one class, 'pets', and two are needed. Give .*/pets, which holds cat, dog"
    ):
        read_folder(tmp_path)
    (tmp_path / "pets" / "dog" / "one.png").rename(tmp_path / "pets" / "dog" / "one.heic")
    (tmp_path / "pets" / "dog" / "one.heic").write_bytes(b"heic")
    with pytest.raises(
        ValueError, match=r"has photos of 'cat' only; none can be read in dog\. dog/one\.heic: is an HEIC"
    ):
        read_folder(tmp_path / "pets")


def test_the_memory_that_images_take_is_told_before_it_is_taken(root):
    with pytest.raises(ValueError, match=r"2 photos; at 20000 x 20000 they take 2\.4 GB|size must be"):
        read_folder(root, size=20_000)
    with pytest.raises(ValueError, match=r"holds 80 photos; at 4096 x 4096 they take 4\.0 GB"):
        for i in range(78):
            (root / "bag" / f"{i}.png").write_bytes(b"")
        read_folder(root, size=4096)


@pytest.mark.parametrize("given", [None, "", [], b"photos", 5, "x" * 5000, "~nobody_is_called_so/photos", "a\0b"])
def test_what_is_no_path_is_told(given):
    with pytest.raises(ValueError, match="give the folder that holds one folder of photos for each class"):
        read_folder(given)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user who may not read everything")
def test_a_file_that_may_not_be_read(root):
    (root / "bag" / "good.png").chmod(0)
    assert "permission denied" in str(read_folder(root).skipped[0])


def test_wrong_calls_are_explained(root, tmp_path):
    for arguments, how, message in (
        ((root / "nowhere",), {}, "does not exist; give the folder that holds one folder of photos for each class"),
        ((root / "bag" / "good.png",), {}, "is a file; give the folder"),
        ((root / "bag",), {}, "has no class folders with photos. Make one folder for each class, such as bag/cat"),
        ((root,), {"size": 0}, "size must be a number of pixels such as 64"),
        ((root,), {"size": "64"}, "size must be a number of pixels"),
        ((root,), {"size": (1, 2, 3)}, "size must be a number of pixels"),
        ((root,), {"fit": "cut"}, "fit must be one of 'crop', 'pad', 'stretch'; not 'cut'"),
    ):
        with pytest.raises(ValueError, match=message):
            read_folder(*arguments, **how)
    with pytest.raises(ValueError, match=r"^gone\.png: cannot be opened: no such file"):
        read_image(tmp_path / "gone.png")
    with pytest.raises(ValueError, match=r"^one\.png: cannot be opened: no such file"):
        read_image("~nobody_is_called_so/one.png")


def test_importing_vision_loads_neither_keras_nor_scikit_learn():
    code = "import sys, lepton_kit.vision; print({'keras', 'tensorflow', 'sklearn', 'PIL'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"


def test_the_bytes_of_a_file_read_as_the_file_does(root):
    file = root / "bag" / "good.png"
    for kind in (bytes, bytearray, memoryview):  # an upload in a notebook gives the last
        np.testing.assert_array_equal(read_image(kind(file.read_bytes()), size=20), read_image(file, size=20))
    for content, reason in (
        (b"", "is empty"),
        (b"no photo", "is no PNG, JPEG"),
        (file.read_bytes()[:90], "is damaged"),
    ):
        with pytest.raises(ValueError, match=f"^The picture {reason}"):
            read_image(content)
