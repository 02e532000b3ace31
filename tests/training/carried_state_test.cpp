// A training whose steps hand a state on to one another: interrupted inside an epoch, it ends in the same
// weights.
#include <gtest/gtest.h>

#include <csignal>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "models/sequence/next_song_network.h"
#include "tasks/next_song/listening_songs.h"
#include "tasks/next_song/next_song_task.h"
#include "tests/core/temporary_folder.h"
#include "tests/support/tiny_listening.h"
#include "tests/training/tiny_training.h"

namespace affekt {
namespace {

struct SongTraining {
  SongTraining(const TrainConfig& config, const std::filesystem::path& checkpoints,
               Observers observers = {}) {
    using testing_support::make_plays;
    const auto data = std::make_shared<const ListeningData>(
        testing_support::make_tiny_listening(9, {{0, Split::kTrain, make_plays(70, 9)},
                                                 {1, Split::kTrain, make_plays(45, 9, 1)},
                                                 {1, Split::kValidation, make_plays(6, 9)}}));
    NetworkOptions options;
    options.model.name = "next_song_rnn";
    options.model.sequence.embedding_size = 6;
    options.model.sequence.hidden_size = 8;
    options.songs = describe_songs(*data);
    network = make_next_song_network(options, 3);
    task = std::make_unique<NextSongTask>(network, data, config);
    Trainer::Outputs outputs;
    outputs.checkpoints = checkpoints;
    trainer = std::make_unique<Trainer>(*task, config, outputs, std::move(observers));
  }
  std::shared_ptr<NextSongNetwork> network;
  std::unique_ptr<NextSongTask> task;
  std::unique_ptr<Trainer> trainer;
};

TEST(Trainer, ResumedInsideAnEpochItGoesOnFromTheCarriedState) {
  for (const char* loss : {"full_softmax", "sampled_softmax"}) {
    TrainConfig config;
    config.epochs = 3;
    config.batch_size = 3;
    config.optimizer.name = "adamw";
    config.optimizer.lr = 0.01;
    config.schedule.warmup_epochs = 0.5;
    config.best_metric = "mrr_at_20";
    config.next_song.loss = loss;
    config.next_song.num_sampled = 4;
    config.next_song.bptt_plays = 5;
    config.next_song.carry_state = true;  // 23 windows in three rows: 8 steps
    const TemporaryFolder whole_folder, cut_folder;
    SongTraining whole(config, whole_folder.path());
    whole.trainer->run();

    install_interrupt_handlers();
    Observers observers;
    observers.push_back(std::make_unique<InterruptAfter>(12));
    SongTraining cut(config, cut_folder.path(), std::move(observers));
    EXPECT_THROW(cut.trainer->run(), Interrupted);
    install_interrupt_handlers();  // clears the request

    const auto checkpoint = read_newest_checkpoint(cut_folder.path());
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->state.at("train").at("step_in_epoch"), 4);
    SongTraining resumed(config, cut_folder.path());
    resumed.trainer->restore(*checkpoint);
    resumed.trainer->run();
    expect_same_weights(*whole.network, *resumed.network);
  }
}

}  // namespace
}  // namespace affekt
