import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * A count per case in RocksDB with its changelog, an output for each twentieth record. Reads the topic twice in one JVM,
 * and tells how long the second, warm reading took.
 *
 * <p>Arguments: KAFKA TOPIC OUTPUTS GROUP RECORDS FOLDER
 */
public final class CountPerCase {
  private static final AtomicLong HANDLED = new AtomicLong();
  private static final AtomicLong FIRST = new AtomicLong();

  private CountPerCase() {}

  public static void main(String[] words) throws InterruptedException {
    long wanted = Long.parseLong(words[4]);
    read(words, "-cold", wanted);
    double seconds = read(words, "-warm", wanted);
    System.out.printf(
        java.util.Locale.ROOT, "{\"handled\": %d, \"seconds\": %.6f}%n", HANDLED.get(), seconds);
    Runtime.getRuntime().halt(0);
  }

  private static double read(String[] words, String round, long wanted) throws InterruptedException {
    HANDLED.set(0);
    FIRST.set(0);
    KafkaStreams streams = new KafkaStreams(topology(words[1], words[2]), settings(words, round));
    streams.start();
    while (HANDLED.get() < wanted) {
      Thread.sleep(5);
    }
    streams.close(Duration.ofSeconds(60)); // flushes and commits
    return (System.nanoTime() - FIRST.get()) / 1e9;
  }

  private static Properties settings(String[] words, String round) {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "bootstrap.servers", words[0],
            "application.id", words[3] + round,
            "state.dir", words[5] + round,
            "processing.guarantee", "at_least_once",
            "commit.interval.ms", "1000",
            "num.stream.threads", "1",
            "replication.factor", "1",
            "producer.linger.ms", "2",
            "consumer.auto.offset.reset", "earliest"));
    return settings;
  }

  private static Topology topology(String topic, String outputs) {
    Topology topology = new Topology();
    var bytes = Serdes.ByteArray();
    topology.addSource("in", bytes.deserializer(), bytes.deserializer(), topic);
    topology.addProcessor("count", Counting::new, "in");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore("counts"), Serdes.ByteArray(), Serdes.Long()),
        "count");
    topology.addSink("out", outputs, bytes.serializer(), Serdes.Long().serializer(), "count");
    return topology;
  }

  private static final class Counting implements Processor<byte[], byte[], byte[], Long> {
    private ProcessorContext<byte[], Long> context;
    private KeyValueStore<byte[], Long> counts;

    @Override
    public void init(ProcessorContext<byte[], Long> given) {
      context = given;
      counts = given.getStateStore("counts");
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      FIRST.compareAndSet(0, System.nanoTime());
      Long before = counts.get(record.key());
      long now = before == null ? 1 : before + 1;
      counts.put(record.key(), now);
      if (HANDLED.incrementAndGet() % 20 == 0) {
        context.forward(record.withValue(now));
      }
    }
  }
}
