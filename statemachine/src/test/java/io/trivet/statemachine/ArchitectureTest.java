package io.trivet.statemachine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The module's walls. */
class ArchitectureTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.trivet.statemachine");

    @Test
    void when_classIsNotDatabase_then_itDoesNotKnowRocksDb() {
        noClasses()
                .that(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(Database.class)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(MODULE);
    }

    @Test
    void when_moduleIsBuilt_then_itKnowsNothingButRocksDbAndTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.trivet.statemachine", "org.rocksdb..", "org.jspecify..", "java..")
                .check(MODULE);
    }
}
