#include "runs/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

std::string message_of(const std::filesystem::path& path) {
  try {
    read_safetensors(path);
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "no error";
}

SafetensorsFile example() {
  SafetensorsFile file;
  file.tensors = {{"b", torch::arange(6).to(torch::kFloat32).reshape({2, 3})},
                  {"a", torch::tensor({1, 2, 3}, torch::kInt64)},
                  {"half", torch::randn({2, 2}).to(torch::kBFloat16)},
                  {"empty", torch::empty({0, 4})},
                  {"scalar", torch::tensor(3.5f)}};
  file.metadata = {{"note", "line one\nline \"two\""}};
  return file;
}

TEST(Safetensors, RoundTripKeepsNamesOrderValuesAndMetadata) {
  const TemporaryFolder folder;
  const auto file = example();
  write_safetensors(folder.path() / "x.safetensors", file);
  const auto back = read_safetensors(folder.path() / "x.safetensors");
  ASSERT_EQ(back.tensors.size(), file.tensors.size());
  for (size_t i = 0; i < file.tensors.size(); ++i) {
    EXPECT_EQ(back.tensors[i].name, file.tensors[i].name);
    EXPECT_TRUE(torch::equal(back.tensors[i].tensor, file.tensors[i].tensor)) << file.tensors[i].name;
    EXPECT_EQ(back.tensors[i].tensor.scalar_type(), file.tensors[i].tensor.scalar_type());
  }
  EXPECT_EQ(back.metadata, file.metadata);
}

TEST(Safetensors, LayoutIsTheOneOfTheFormat) {
  // 8 bytes header length, JSON header, data: one float32 1.0 is 00 00 80 3f.
  const TemporaryFolder folder;
  SafetensorsFile file;
  file.tensors = {{"w", torch::ones({1})}};
  write_safetensors(folder.path() / "w", file);
  const auto bytes = read_text_file(folder.path() / "w");
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  EXPECT_EQ(bytes.size(), 8 + length + 4);
  EXPECT_EQ(length % 8, 0u);
  const auto header = nlohmann::json::parse(bytes.substr(8, length));
  EXPECT_EQ(header, nlohmann::json::parse(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})"));
  EXPECT_EQ(bytes.substr(8 + length), std::string("\x00\x00\x80\x3f", 4));
}

TEST(Safetensors, AFileCutAnywhereIsRefused) {
  const TemporaryFolder folder;
  write_safetensors(folder.path() / "x", example());
  const auto bytes = read_text_file(folder.path() / "x");
  for (size_t size = 0; size < bytes.size(); size += 7) {
    write_text_atomically(folder.path() / "cut", bytes.substr(0, size));
    EXPECT_NE(message_of(folder.path() / "cut"), "no error") << size;
  }
  write_text_atomically(folder.path() / "cut", bytes.substr(0, bytes.size() - 1));
  EXPECT_NE(message_of(folder.path() / "cut").find("truncated"), std::string::npos);
}

TEST(Safetensors, AMissingFileIsAnArtifactError) {
  EXPECT_THROW(read_safetensors("/nonexistent/x"), ArtifactError);
}

}  // namespace
}  // namespace affekt
