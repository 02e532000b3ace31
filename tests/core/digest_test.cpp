#include "core/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/error.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

// Expected values: FIPS 180-2, appendix B, and NIST's example of the empty message.
TEST(Sha256, GivesTheDigestsOfFips180) {
  EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_of(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  Sha256 digest;
  digest.update("a");
  digest.update(std::string_view());
  digest.update("bc", 2);
  EXPECT_EQ(digest.finish(), sha256_of("abc"));
}

TEST(Sha256, CountsZeroBytes) {
  EXPECT_NE(sha256_of(std::string_view("a\0b", 3)), sha256_of("a"));
}

TEST(Sha256, RefusesBytesAfterItsEnd) {
  Sha256 digest;
  digest.finish();
  EXPECT_THROW(digest.update("x"), std::logic_error);
  EXPECT_THROW(digest.finish(), std::logic_error);
}

TEST(Sha256, OfAFileLargerThanABlockIsThatOfItsBytes) {
  const TemporaryFolder folder;
  std::string bytes(600001, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 % 251);
  std::ofstream(folder / "file", std::ios::binary) << bytes;
  EXPECT_EQ(sha256_of_file(folder / "file"), sha256_of(bytes));
}

TEST(Sha256, NamesTheFileThatCannotBeRead) {
  const TemporaryFolder folder;
  for (const auto& path : {folder / "missing", folder.path()}) {
    try {
      sha256_of_file(path);
      FAIL() << path;
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith(path.string() + ": cannot read: "));
    }
  }
}

}  // namespace
}  // namespace affekt
