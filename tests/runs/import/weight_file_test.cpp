// The readers of weight files, on files that Python wrote (tests/fuzz/make_corpus.py) and on LibTorch's own.
#include "runs/import/weight_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include <filesystem>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "runs/safetensors.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(AFFEKT_SOURCE_DIR) / "tests/fuzz/corpus";

std::map<std::string, torch::Tensor> tensors_of(const std::string& bytes) {
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& tensor : parse_weight_file(bytes, "x.pth").tensors)
    tensors[tensor.name] = to_torch(tensor);
  return tensors;
}

std::string message_of(const std::string& bytes) {
  try {
    tensors_of(bytes);
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "no error";
}

std::string seed(const std::string& name) {
  return read_text_file(kCorpus / name);
}

/// make_corpus.py's example(): views of one storage 0..11, and one tensor of each other type.
void expect_example(const std::map<std::string, torch::Tensor>& tensors) {
  ASSERT_EQ(tensors.size(), 10u);
  const auto expect = [&](const std::string& name, const torch::Tensor& values) {
    EXPECT_EQ(tensors.at(name).scalar_type(), values.scalar_type()) << name;
    EXPECT_TRUE(torch::equal(tensors.at(name), values)) << name << "\n" << tensors.at(name);
  };
  expect("plain.weight", torch::tensor({{0.f, 1.f, 2.f}, {3.f, 4.f, 5.f}}));
  expect("offset.weight", torch::tensor({{6.f, 7.f, 8.f}, {9.f, 10.f, 11.f}}));
  expect("transposed.weight", torch::tensor({{0.f, 3.f}, {1.f, 4.f}, {2.f, 5.f}}));
  expect("every_second", torch::tensor({1.f, 3.f, 5.f}));
  expect("half", torch::tensor({1.5f, -2.f}).to(torch::kFloat16));
  expect("bfloat16", torch::tensor({1.5f, -2.f}).to(torch::kBFloat16));
  expect("double", torch::tensor({0.1, 1e10}, torch::kFloat64));
  expect("bn1.num_batches_tracked", torch::tensor(7, torch::kInt64));
  expect("scalar", torch::tensor(3.5f));
  expect("empty", torch::empty({0, 4}));
}

TEST(WeightFile, FilesOfPythonHoldTheSameInEveryForm) {
  for (const char* name :
       {"pth_zip/good", "pth_zip/little_endian", "pth_zip/big_endian", "pth_zip/protocol_4",
        "pth_zip/in_state_dict", "pth_zip/in_model", "pth_legacy/good"}) {
    SCOPED_TRACE(name);
    expect_example(tensors_of(seed(name)));
  }
}

TEST(WeightFile, PythonsTwosDictIsRead) {
  const auto tensors = tensors_of(seed("pth_legacy/python_2"));
  ASSERT_EQ(tensors.size(), 1u);
  EXPECT_TRUE(torch::equal(tensors.at("w"), torch::tensor({0.f, 1.f})));
}

TEST(WeightFile, ThePrefixOfDataParallelIsDroppedWhereAllNamesHaveIt) {
  const auto tensors = tensors_of(seed("pth_zip/data_parallel"));
  EXPECT_EQ(tensors.count("w") + tensors.count("b"), 2u);
}

// What LibTorch writes itself, with its own zip writer and pickler.
TEST(WeightFile, FilesOfLibTorchAreRead) {
  const auto base = torch::arange(24).to(torch::kFloat32).reshape({4, 6});
  c10::Dict<std::string, torch::Tensor> dict;
  dict.insert("w", base);
  dict.insert("column", base.select(1, 2));
  dict.insert("half", base.to(torch::kBFloat16));
  const std::vector<char> bytes = torch::jit::pickle_save(dict);
  const auto tensors = tensors_of({bytes.begin(), bytes.end()});
  ASSERT_EQ(tensors.size(), 3u);
  EXPECT_TRUE(torch::equal(tensors.at("w"), base));
  EXPECT_TRUE(torch::equal(tensors.at("column"), base.select(1, 2)));
  EXPECT_TRUE(torch::equal(tensors.at("half"), base.to(torch::kBFloat16)));
}

TEST(WeightFile, WhatAFileIsIsToldByItsContent) {
  EXPECT_THAT(message_of(""), HasSubstr("an empty file"));
  EXPECT_THAT(message_of("<!DOCTYPE html>"), HasSubstr("the download has failed"));
  EXPECT_THAT(message_of(std::string("\x89HDF\r\n", 6)), HasSubstr("HDF5"));
  EXPECT_THAT(message_of("\x80\x04]."), HasSubstr("none of torch.save's"));
  EXPECT_THAT(message_of("weights"), AllOf(HasSubstr("x.pth: weights expected"), HasSubstr("7 bytes")));
}

TEST(WeightFile, HostileFilesAreRefusedForTheirOwnFault) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"pth_zip/truncated", "truncated or damaged: its zip directory"},
      {"pth_zip/compressed", "is compressed"},
      {"pth_zip/unknown_byteorder", "its byteorder is 'middle', little or big expected"},
      {"pth_zip/torchscript", "a TorchScript archive"},
      {"pth_zip/no_pickle", "it has no data.pkl"},
      {"pth_zip/storage_missing", "it has no entry 'archive/data/0'"},
      {"pth_zip/bit_flipped", "its checksum is wrong"},
      {"pth_legacy/truncated", "truncated: storage '5' needs 4 bytes, the file has 1 more"},
      {"pth_legacy/storage_twice", "comes twice"},
      {"pth_legacy/storage_unknown", "no tensor is in its storage '9'"},
      {"pth_legacy/storage_missing", "has no storage"},
      {"pth_legacy/two_types", "storage '0' has two types or sizes"},
      {"safetensors/truncated", "truncated: tensor 'b' ends at byte 8 of the data, the file has 7"},
      {"safetensors/header_longer_than_file", "truncated: the header alone needs 5008 bytes"},
      {"safetensors/header_huge", "weights expected"},
      {"safetensors/overlap", "tensor 'b' begins at byte 2 of the data, where another one lies"},
      {"safetensors/gap", "a gap is before it"},
      {"safetensors/bytes_behind", "4 bytes behind the last tensor belong to none"},
      {"safetensors/outside", "truncated: tensor 'a' ends at byte 12"},
      {"safetensors/ends_before_it_begins", "ends before it begins"},
      {"safetensors/name_twice", "the name 'a' stands there twice"},
      {"safetensors/key_twice", "the name 'dtype' stands there twice"},
      {"safetensors/wrong_dtype", "unknown dtype 'F8_E4M3'"},
      {"safetensors/shape_overflows", "more elements than anybody can count"},
      {"safetensors/shape_too_large", "a size that is too large"},
      {"safetensors/shape_negative", "a negative number"},
      {"safetensors/shape_fraction", "a number with a fraction"},
      {"safetensors/shape_of_too_many_axes", "has 66 axes"},
      {"safetensors/three_offsets", "data_offsets with two numbers expected"},
      {"safetensors/entry_missing", "data_offsets with two numbers expected"},
      {"safetensors/entry_unknown", "has an unknown entry 'sparse'"},
      {"safetensors/deep_lists", "'a' holds a list that does not belong there"},
      {"safetensors/deep_objects", "has an unknown entry 'a'"},
      {"safetensors/metadata_of_numbers", "holds a number"},
      {"safetensors/no_utf8", "no valid JSON at its byte"},
      {"safetensors/no_json", "no valid JSON at its byte"}};
  for (const auto& [name, fault] : faults) EXPECT_THAT(message_of(seed(name)), HasSubstr(fault)) << name;
}

TEST(WeightFile, HostilePicklesAreRefusedForTheirOwnFault) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"calls_os_system", "wants to call posix.system; nothing but tensors"},
      {"calls_builtins_eval", "wants to call __builtin__.eval"},
      {"control_character", "wants to call ?[2Jx.y"},
      {"instruction_inst", "the instruction INST"},
      {"list_in_itself", "tensors by name expected"},
      {"dict_in_itself", "got a dict: 'state_dict'"},
      {"tensor_in_itself", "tensors by name expected"},
      {"tensor_of_its_dict", "a tensor of an unknown form, 'w'"},
      {"nested_tuples", "tensors by name expected"},
      {"doubled_tuples", "tensors by name expected"},
      {"pairs_again_and_again", "more pairs than bytes"},
      {"stack_empty", "takes from an empty stack"},
      {"mark_missing", "a mark that was not set"},
      {"memo_missing", "recalls what it has not kept"},
      {"memo_far", "got a dict"},
      {"text_longer_than_file", "it ends within its pickle"},
      {"text_of_eight_bytes_length", "it ends within its pickle"},
      {"only_a_number", "got another object"},
      {"offset_outside", "tensor 'w': reaches beyond the 4 elements of its storage"},
      {"offset_negative", "a negative size, stride or offset"},
      {"stride_outside", "reaches beyond the 4 elements"},
      {"stride_negative", "a negative size, stride or offset"},
      {"stride_overflows", "reaches beyond the 4 elements"},
      {"shape_overflows", "more elements than anybody can count"},
      {"expanded", "asks for 2147483647 elements, the file has 4 for it"},
      {"shape_is_text", "a tensor of an unknown form, 'w': its shape"},
      {"strides_missing", "a stride for each axis expected"}};
  for (const std::string form : {"pth_zip/", "pth_legacy/"})
    for (const auto& [name, fault] : faults)
      EXPECT_THAT(message_of(seed(form + name)), HasSubstr(fault)) << form << name;
}

// What the fuzzers begin with, and what they have found.
TEST(WeightFile, EverySeedOfTheFuzzersIsReadOrRefused) {
  int64_t num_read = 0, num_refused = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    if (!entry.is_regular_file()) continue;
    const std::string message = message_of(read_text_file(entry.path()));
    ++(message == "no error" ? num_read : num_refused);
    EXPECT_EQ(message == "no error", message.find("x.pth: ") == std::string::npos) << entry.path() << message;
  }
  EXPECT_GE(num_read, 10);
  EXPECT_GE(num_refused, 80);
}

TEST(WeightFile, AFileCutAnywhereIsRefused) {
  for (const char* name : {"pth_zip/good", "pth_legacy/good", "safetensors/good"}) {
    const std::string bytes = seed(name);
    for (size_t size = 0; size < bytes.size(); size += 3)
      EXPECT_NE(message_of(bytes.substr(0, size)), "no error") << name << " " << size;
  }
}

}  // namespace
}  // namespace affekt
