#include "ingest/audit/sequence_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "core/random_stream.h"
#include "ingest/audit/common_subsequence.h"
#include "ingest/audit/shared_runs.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct AuditedSequence {
  std::string stream;
  Split split;
  std::vector<int32_t> songs;
};

/// In the order given; sequences of one stream stand together.
ListeningSequences make_sequences(const std::vector<AuditedSequence>& list) {
  ListeningSequences sequences;
  for (const AuditedSequence& each : list) {
    auto& names = sequences.stream_names;
    if (names.empty() || names.back() != each.stream) names.push_back(each.stream);
    sequences.streams.push_back(static_cast<int32_t>(names.size()) - 1);
    sequences.splits.push_back(each.split);
    sequences.songs.insert(sequences.songs.end(), each.songs.begin(), each.songs.end());
    sequences.offsets.push_back(sequences.num_plays());
  }
  sequences.has_train_duplicate.assign(sequences.songs.size(), 0);
  return sequences;
}

/// Of each sequence: 1 if all its plays have a training duplicate, 0 if none has, else -1.
std::vector<int> find_duplicated(const SequenceAudit& audit, const std::vector<AuditedSequence>& list) {
  std::vector<int> duplicated;
  size_t play = 0;
  for (const AuditedSequence& each : list) {
    const auto begin = audit.has_train_duplicate.begin() + static_cast<int64_t>(play);
    const auto count = std::accumulate(begin, begin + static_cast<int64_t>(each.songs.size()), size_t{0});
    duplicated.push_back(count == 0 ? 0 : count == each.songs.size() ? 1 : -1);
    play += each.songs.size();
  }
  return duplicated;
}

constexpr Split kTrain = Split::kTrain, kValidation = Split::kValidation, kTest = Split::kTest;

int64_t count_common(const std::vector<int32_t>& a, const std::vector<int32_t>& b,
                     int64_t most_pairs = 1000) {
  CommonSubsequence common(10);
  common.set_sequence(a.data(), static_cast<int64_t>(a.size()));
  return common.compare(b.data(), static_cast<int64_t>(b.size()), most_pairs);
}

TEST(CommonSubsequence, IsTheLongestOne) {
  EXPECT_EQ(count_common({1, 2, 3, 4}, {2, 9, 4, 1}), 2);  // 2, 4
  EXPECT_EQ(count_common({1, 2, 3}, {1, 2, 3}), 3);
  EXPECT_EQ(count_common({1, 2, 3}, {3, 2, 1}), 1);
  EXPECT_EQ(count_common({1, 1, 2}, {1, 2, 1, 1}), 2);  // 1, 1 or 1, 2
  EXPECT_EQ(count_common({1, 2}, {3, 4}), 0);
  EXPECT_EQ(count_common({}, {3, 4}), 0);
  EXPECT_EQ(count_common({1, 1, 1}, {1, 1, 1}, 8), -1);  // nine pairs
}

TEST(CommonSubsequence, AgreesWithTheTableOfAllBeginnings) {
  RandomStream stream(3, "test");
  for (int round = 0; round < 50; ++round) {
    std::vector<int32_t> a(stream.below(20)), b(stream.below(20));
    for (auto* list : {&a, &b})
      for (int32_t& song : *list) song = static_cast<int32_t>(stream.below(6));
    std::vector<std::vector<int64_t>> table(a.size() + 1, std::vector<int64_t>(b.size() + 1, 0));
    for (size_t i = 1; i <= a.size(); ++i)
      for (size_t j = 1; j <= b.size(); ++j)
        table[i][j] =
            a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
    EXPECT_EQ(count_common(a, b), table[a.size()][b.size()]);
  }
}

TEST(CommonSubsequence, ForgetsTheSequenceBefore) {
  CommonSubsequence common(10);
  const std::vector<int32_t> a = {1, 2, 3}, b = {4, 5};
  common.set_sequence(a.data(), 3);
  common.set_sequence(b.data(), 2);
  EXPECT_EQ(common.compare(a.data(), 3, 100), 0);
}

TEST(SequenceAudit, FindsTheSamePlaylistInTwoSplits) {
  const std::vector<AuditedSequence> list = {
      {"a", kTrain, {0, 1, 2, 3, 4}}, {"b", kTest, {0, 1, 2, 3, 4}}, {"c", kValidation, {5, 6, 7, 8, 9}},
      {"d", kTrain, {9, 8, 7, 6, 5}}, {"e", kTrain, {5, 6, 7, 8}},   {"f", kTest, {5, 6, 7, 8}}};
  const SequenceAudit audit = audit_sequences(make_sequences(list), 10);
  // c holds the songs of d in another order, and four of five plays of e in order, but e is too short to
  // count.
  EXPECT_THAT(find_duplicated(audit, list), ElementsAre(0, 1, 0, 0, 0, 0));
  EXPECT_EQ(audit.findings["exact_groups"], 1);
  EXPECT_EQ(audit.findings["exact_groups_across_splits"], 1);
  EXPECT_EQ(audit.findings["train_duplicates"]["test"]["exact"], 1);
  EXPECT_EQ(audit.findings["train_duplicates"]["validation"]["sequences"], 0);
  EXPECT_EQ(audit.findings["examples"][0]["stream"], "b");
  EXPECT_EQ(audit.findings["examples"][0]["train_stream"], "a");
  EXPECT_THAT(describe_sequence_audit(audit.findings),
              HasSubstr("test: 1 sequence with a duplicate in another training stream (1 exact, 0 near)"));
}

TEST(SequenceAudit, FindsNearlyTheSamePlaylist) {
  const std::vector<int32_t> longer = {0, 20, 1, 21, 2, 22, 3, 23, 4, 24, 5, 25, 6, 26, 7, 27};
  const std::vector<AuditedSequence> list = {{"a", kTrain, longer},
                                             // eight of ten plays in order: 0.8
                                             {"b", kTest, {0, 1, 2, 9, 3, 4, 5, 8, 6, 7}},
                                             // seven of nine: 0.78
                                             {"c", kTest, {0, 1, 2, 9, 3, 4, 5, 8, 6}},
                                             // nothing twice: of the plays in order one is missing
                                             {"d", kValidation, {7, 0, 1, 2, 3, 4, 5, 6}}};
  const SequenceAudit audit = audit_sequences(make_sequences(list), 30);
  EXPECT_THAT(find_duplicated(audit, list), ElementsAre(0, 1, 0, 1));
  EXPECT_EQ(audit.findings["train_duplicates"]["test"]["near"], 1);
  EXPECT_EQ(audit.findings["train_duplicates"]["test"]["exact"], 0);
  EXPECT_EQ(audit.findings["examples"][0]["common_plays"], 7);
  EXPECT_EQ(audit.findings["sequences_not_compared"], 0);
}

TEST(SequenceAudit, AStreamIsNoDuplicateOfItself) {
  const std::vector<AuditedSequence> list = {{"a", kTrain, {0, 1, 2, 3, 4, 5}},
                                             {"a", kTest, {0, 1, 2, 3, 4, 5}}};
  const SequenceAudit audit = audit_sequences(make_sequences(list), 6);
  EXPECT_THAT(find_duplicated(audit, list), ElementsAre(0, 0));
  EXPECT_EQ(audit.findings["plays_in_shared_runs"]["test"]["plays"], 0);
  EXPECT_EQ(audit.findings["plays_in_shared_runs"]["test"]["of"], 6);
}

TEST(SharedRuns, AreRunsThatStandInAnotherStreamsTrainingPart) {
  const ListeningSequences sequences = make_sequences({{"a", kTrain, {0, 1, 2, 3, 4, 5, 9}},
                                                       {"a", kTest, {1, 2, 3, 4, 5}},
                                                       {"b", kTrain, {7, 7, 1, 2, 3, 4}},
                                                       {"b", kValidation, {8, 1, 2, 3, 4, 5, 9, 1, 2, 3, 4}},
                                                       {"c", kTest, {0, 1, 2, 3, 8}}});
  const std::vector<uint8_t> runs = find_shared_runs(sequences, 5);
  const auto of = [&](size_t i) {
    return std::vector<int>(runs.begin() + sequences.offsets[i], runs.begin() + sequences.offsets[i + 1]);
  };
  EXPECT_THAT(of(1), ElementsAre(0, 0, 0, 0, 0));                    // of its own stream
  EXPECT_THAT(of(3), ElementsAre(0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0));  // six plays of a; four are too few
  EXPECT_THAT(of(4), ElementsAre(0, 0, 0, 0, 0));
}

TEST(SharedRuns, EveryRepetitionOfARunCounts) {
  const ListeningSequences sequences =
      make_sequences({{"a", kTrain, {0, 0, 0, 0, 0}}, {"b", kTest, {0, 0, 0, 0, 0, 0, 0, 1}}});
  const std::vector<uint8_t> runs = find_shared_runs(sequences, 5);
  EXPECT_EQ(std::accumulate(runs.begin(), runs.end(), 0), 7);
}

TEST(SequenceAudit, OneSongAThousandTimesTakesNoTime) {
  const std::vector<int32_t> many(20000, 0), fewer(19000, 0);
  const std::vector<AuditedSequence> list = {{"a", kTrain, many}, {"b", kTest, fewer}, {"c", kTest, many}};
  const SequenceAudit audit = audit_sequences(make_sequences(list), 1);
  EXPECT_THAT(find_duplicated(audit, list), ElementsAre(0, 1, 1));  // b by its runs
  EXPECT_EQ(audit.findings["sequences_not_compared"], 1);  // too many equal songs to tell what is common
  EXPECT_EQ(audit.findings["plays_in_shared_runs"]["test"]["plays"], 39000);
  EXPECT_THAT(describe_sequence_audit(audit.findings), HasSubstr("1 sequence compared with a part"));
}

}  // namespace
}  // namespace affekt
