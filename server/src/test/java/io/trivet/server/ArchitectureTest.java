package io.trivet.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The direction of the arrows in docs/architecture.md. */
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> NETTYS_TIMER = resideInAPackage("io.netty.util");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.trivet");

    @Test
    void when_roomsDependOnEachOther_then_arrowsRunOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("io.trivet.server.cli")
                .layer("root")
                .definedBy("io.trivet.server")
                .layer("backup")
                .definedBy("io.trivet.server.backup")
                .layer("http")
                .definedBy("io.trivet.server.http")
                .layer("service")
                .definedBy("io.trivet.server.service")
                .layer("raft")
                .definedBy("io.trivet.server.raft")
                .layer("config")
                .definedBy("io.trivet.server.config")
                .layer("folder")
                .definedBy("io.trivet.server.folder")
                .layer("statemachine")
                .definedBy("io.trivet.statemachine")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("root")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("backup")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("service")
                .mayOnlyBeAccessedByLayers("http", "root")
                .whereLayer("raft")
                .mayOnlyBeAccessedByLayers("service", "http", "backup", "root")
                .whereLayer("folder")
                .mayOnlyBeAccessedByLayers("raft", "backup", "cli", "root")
                .whereLayer("statemachine")
                .mayOnlyBeAccessedByLayers("folder", "raft", "service", "http", "backup", "cli", "root")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("folder", "raft", "service", "http", "backup", "cli", "root")
                .check(CLASSES);
    }

    @Test
    void when_jraftOrBoltIsUsed_then_itIsInTheRaftRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.trivet.server.raft")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("com.alipay..", "io.netty..").and(not(NETTYS_TIMER)))
                .check(CLASSES);
    }

    @Test
    void when_nettysTimerIsUsed_then_itIsByDeadlines() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.trivet.server.raft", "io.trivet.server.concurrent")
                .should()
                .dependOnClassesThat(NETTYS_TIMER)
                .check(CLASSES);
    }

    @Test
    void when_undertowIsUsed_then_itIsInTheHttpRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.trivet.server.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..")
                .check(CLASSES);
    }

    @Test
    void when_rocksdbIsUsed_then_itIsInTheStateMachineOrTheOneClassThatSetsTheLogsOptions() {
        classes()
                .that()
                .resideInAPackage("io.trivet.server..")
                .and()
                .doNotHaveFullyQualifiedName("io.trivet.server.raft.JRaftGlobals")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("org.rocksdb..")
                .check(CLASSES);
    }
}
